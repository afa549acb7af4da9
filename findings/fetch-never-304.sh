#!/usr/bin/env bash
# Express: a page is never 304 to Node's own fetch, though the same request by node:http is.
#
# Version:   express 5.3.0 (npm), Node 24
# Guess:     Whoever sends the ETag that a server gave in If-None-Match gets 304 from it, by whatever client.
# Seen:      By node:http 304; by fetch 200 with the whole body, each time. Fetch adds `Cache-Control: no-cache` (and
#            Pragma) of itself to a request that has If-None-Match (Fetch standard, "HTTP-network-or-cache fetch": such a
#            request's cache mode becomes no-store), and Express's `fresh` takes that for a wish to get it all anew.
# Why:       A service that polls another with If-None-Match, in the way every guide shows, saves nothing and does not
#            notice. RFC 9110 §13.2 judges If-None-Match alone; a server of one's own need not ask for Cache-Control.
# Fails if:  fetch gets 304, or node:http does not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund express@5.3.0
cat >ask.mjs <<'JS'
import { get } from "node:http";
import express from "express";

const app = express().get("/", (_, response) => void response.json({ name: "Tee" }));
const server = app.listen(0, "127.0.0.1", async () => {
  const url = `http://127.0.0.1:${server.address().port}/`;
  const headers = { "if-none-match": (await fetch(url)).headers.get("etag") };
  const byHttp = await new Promise((resolve) => get(url, { headers }, (answer) => resolve(answer.resume().statusCode)));
  const byFetch = (await fetch(url, { headers })).status;
  console.log(`express 5.3.0, Node ${process.version}: node:http ${byHttp}, fetch ${byFetch}`);
  process.exitCode = byHttp === 304 && byFetch === 200 ? 0 : 1;
  server.closeAllConnections();
  server.close();
});
JS
node ask.mjs
