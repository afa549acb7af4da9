#!/usr/bin/env bash
# AWS SDK for JavaScript 3: a connection that the server closes is thrown as TimeoutError.
#
# Version:   @aws-sdk/client-dynamodb 3.1164.0 with @smithy/node-http-handler 4.14.2 (npm)
# Guess:     A reset connection is thrown as Node gives it: name "Error", code "ECONNRESET"; TimeoutError is for answers
#            that did not come in time.
# Seen:      name "TimeoutError", code "ECONNRESET", after a few milliseconds, with no time-out set at all.
# Why:       Whoever tries again after a broken connection, but not after a time-out, because whoever waits has waited long
#            enough, never does so after a kept connection that the service closed while the function slept. We did; our
#            own transport throws what Node throws.
# Fails if:  the error has another name.
#
# Nothing leaves this machine: a server here closes the connection.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @aws-sdk/client-dynamodb@3.1164.0 @smithy/node-http-handler@4.14.2
cat >ask.mjs <<'JS'
import { createServer } from "node:http";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";

const server = createServer((request) => request.socket.resetAndDestroy());
server.listen(0, "127.0.0.1", async () => {
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${server.address().port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "nobody", secretAccessKey: "none" },
    maxAttempts: 1,
  });
  await client.send(new ListTablesCommand({})).catch(({ name, code }) => console.log(name, code));
  server.close();
});
JS
node ask.mjs | tee seen
grep -qx "TimeoutError ECONNRESET" seen
