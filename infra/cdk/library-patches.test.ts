import { execFile } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { bundleSubstitutes } from "./bundle-substitutes.ts";
import { libraryPatches, patchedFiles } from "./library-patches.ts";

const folder = temporaryFolder();

/** What a program prints as JSON, bundled as functions are, or with its libraries as they are. */
async function printedBy(program: string, { bundled, env = {} }: { bundled: boolean; env?: Record<string, string> }) {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: join(import.meta.dirname, "../../shared/table") },
    bundle: true,
    platform: "node",
    format: "cjs",
    write: false,
    plugins: bundled ? [bundleSubstitutes] : [],
    logLevel: "silent",
  });
  const file = join(folder, `${bundled ? "bundled" : "as-it-is"}.cjs`);
  writeFileSync(file, outputFiles[0]?.contents ?? "");
  const { stdout } = await promisify(execFile)(process.execPath, [file], { env: { ...process.env, ...env } });
  return JSON.parse(stdout);
}

describe("patchedFiles", () => {
  it("finds the text of every patch", () => {
    expect(patchedFiles(libraryPatches()).size).toBeGreaterThan(0);
  });

  it.each(["src/entity.js", "src/no-more.js"])("names library, version and patch when %s reads otherwise", (file) => {
    const path = `node_modules/electrodb/${file}`;
    const patch = `Why.\n\n--- a/${path}\n+++ b/${path}\n@@ -1,1 +1,1 @@\n-nobody wrote this\n+nor that\n`;
    expect(() => patchedFiles(new Map([["electrodb-other.patch", patch]]))).toThrow(
      /^electrodb \d+\.\d+\.\d+ does not take electrodb-other\.patch any more/,
    );
  });

  it("applies several patches to one file", () => {
    const path = "node_modules/diff/LICENSE";
    const patch = (from: string, to: string) => `--- a/${path}\n+++ b/${path}\n@@ -1,1 +1,1 @@\n-${from}\n+${to}\n`;
    const patches = new Map([
      ["a.patch", patch("BSD 3-Clause License", "first")],
      ["b.patch", patch("first", "second")],
    ]);
    expect([...patchedFiles(patches).values()].map((text) => text.split("\n")[0])).toEqual(["second"]);
  });
});

/** Closes three subsegments in two turns, and lets the socket fail once between them. */
const traced = `
  import dgram from "node:dgram";
  import { setImmediate as nextTurn } from "node:timers/promises";
  const sockets = [];
  const { createSocket } = dgram;
  dgram.createSocket = (...options) => {
    const socket = createSocket(...options);
    sockets.push(socket);
    return socket;
  };
  const { getSegment } = require("aws-xray-sdk-core");
  let serialized = 0;
  const counted = { toJSON: () => { serialized += 1; } };
  const root = getSegment();
  root.resolveLambdaTraceData();
  const close = (name) => {
    const subsegment = root.addNewSubsegment(name);
    subsegment.addMetadata("counted", counted);
    subsegment.close();
  };
  const sent = async () => { for (let turn = 0; turn < 10; turn += 1) await nextTurn(); };
  (async () => {
    close("one");
    close("two");
    await sent();
    const failed = sockets[0]?.emit("error", new Error("bind EMFILE"));
    close("three");
    await sent();
    console.log(JSON.stringify({ sockets: sockets.length, serialized, failed }));
  })();`;

describe("the X-Ray SDK in a bundle", () => {
  it("sends a datagram for each closed subsegment from one socket, and outlives the socket's error", async () => {
    const daemon = createSocket("udp4").bind(0, "127.0.0.1");
    await once(daemon, "listening");
    const received: { readonly name: string; readonly port: number }[] = [];
    const all = new Promise<void>((resolve) => {
      daemon.on("message", (message, { port }) => {
        received.push({ name: JSON.parse(message.toString().split("\n")[1] ?? "").name, port });
        if (received.length === 3) resolve();
      });
    });
    const env = {
      LAMBDA_TASK_ROOT: "/var/task",
      AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}`,
      _X_AMZN_TRACE_ID: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
    };
    // It ends by itself: the open socket keeps no process alive.
    const printed = await printedBy(traced, { bundled: true, env });
    await all;
    daemon.close();
    expect(printed).toEqual({ sockets: 1, serialized: 3, failed: true });
    expect(received.map(({ name }) => name)).toEqual(["one", "two", "three"]);
    expect(new Set(received.map(({ port }) => port)).size).toBe(1);
  });
});

/** What a client is asked for by each kind of call, and what a failing one makes of it. */
const stored = `
  import { Entity } from "electrodb";
  const asked = [];
  const call = (parameters) => ({
    promise: async () => {
      asked.push(parameters);
      if (parameters.Key?.pk?.includes("fails")) throw new Error("socket hang up");
      return {};
    },
  });
  const methods = "get put update delete batchWrite batchGet scan query createSet transactWrite transactGet";
  const client = Object.fromEntries(methods.split(" ").map((method) => [method, call]));
  client.createSet = (values) => values;
  const thing = new Entity(
    {
      model: { service: "tests", entity: "thing", version: "1" },
      attributes: {
        id: { type: "string", required: true },
        count: { type: "number" },
        notes: { type: "any" },
        tags: { type: "set", items: "string" },
      },
      indexes: { byId: { pk: { field: "pk", composite: ["id"] }, sk: { field: "sk", composite: [] } } },
    },
    { client, table: "things" },
  );
  async function caller() {
    return await thing.get({ id: "fails" }).go();
  }
  (async () => {
    await thing.get({ id: "a" }).go({ consistent: true });
    await thing.query.byId({ id: "a" }).where(({ count }, { gt }) => gt(count, 1)).go();
    await thing.create({ id: "a", count: 1, notes: { b: 2 } }).go();
    await thing.patch({ id: "a" }).set({ count: 1 }).add({ tags: ["x"] }).remove(["notes"]).go();
    await thing
      .patch({ id: "a" })
      .data(({ notes, count }, { set, add }) => { set(notes.b.c, 1); add(count, 1); })
      .where(({ count, notes }, { eq, exists }) => eq(count, 1) + " AND " + exists(notes.b))
      .go();
    await thing.remove({ id: "a" }).where(({ count }, { lt }) => lt(count, 1)).go();
    const { name, message, code, cause, stack, params } = await caller().catch((error) => error);
    const error = { name, message, code, cause: cause.message, params: params(), caller: /at (async )?caller/.test(stack) };
    console.log(JSON.stringify({ asked, error }));
  })();`;

describe("ElectroDB in a bundle", () => {
  it("asks the client for the same as without patches, and fails alike", async () => {
    const bundled = await printedBy(stored, { bundled: true });
    const asItIs = await printedBy(stored, { bundled: false });
    expect(asItIs.asked).toHaveLength(7);
    expect(bundled).toEqual(asItIs);
    expect(bundled.error).toMatchObject({ name: "ElectroError", cause: "socket hang up", caller: true });
  });
});
