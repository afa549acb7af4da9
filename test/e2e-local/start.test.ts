import { execFile } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dynoxideBinary } from "../../infra/local/endpoint/dynoxide.ts";
import { startScript } from "../support/npm-start.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();

/** As a first start on DynamoDB Local leaves it. */
const emptyLocalState = { format: 2, engine: "dynamodb-local", secrets: {}, userPools: {} };

type Outcome = { readonly code: number; readonly said: string; readonly complained: string };

/** Runs `npm start -- …` until it ends by itself, as each of these runs must. */
function start(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Outcome> {
  return new Promise((done) => {
    const child = execFile(process.execPath, [startScript, ...args], { env }, (_, said, complained) =>
      done({ code: child.exitCode ?? -1, said, complained }),
    );
  });
}

async function listening(port: number): Promise<Server> {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

const mostTries = 20;

/** Three ports in a row, free but for one of them. */
async function threePorts(taken: number) {
  for (let attempt = 0; attempt < mostTries; attempt += 1) {
    const server = await listening(0);
    const { port: first } = server.address() as AddressInfo;
    const others = await Promise.allSettled([listening(first + 1), listening(first + 2)]);
    const servers = [server, ...others.flatMap((other) => (other.status === "fulfilled" ? [other.value] : []))];
    for (const [index, held] of servers.entries()) if (servers.length < 3 || index !== taken) held.close();
    if (servers.length === 3) return { first, release: () => servers[taken]?.close() };
  }
  throw new Error("There are no three free ports in a row.");
}

/** One sentence or two for a person, without a stack. */
function expectSentence({ code, complained }: Outcome, ...words: readonly RegExp[]): void {
  expect({ code, complained }).toMatchObject({ code: 1 });
  for (const word of words) expect(complained).toMatch(word);
  expect(complained).not.toMatch(/^\s+at .*:\d+:\d+/m);
  expect(complained.length).toBeLessThan(800);
}

describe("npm start", () => {
  it("explains itself", async () => {
    const { code, said, complained } = await start(["--help"]);
    expect({ code, complained }).toEqual({ code: 0, complained: "" });
    for (const option of ["--port", "--data", "--engine", "--environments", "--faults", "--ready-file"]) {
      expect(said).toContain(option);
    }
  });

  it.each([
    ["an option it does not know", ["--pot", "1"], /--pot/],
    ["a port that is none", ["--port", "http"], /--port/],
    ["no environments", ["--environments", "0"], /--environments/],
    ["a word too many", ["now"], /now/],
    ["a fault plan that is not there", ["--faults", "/nowhere/faults.json"], /faults\.json/],
  ])("refuses %s", async (_, args, word) => {
    expectSentence(await start(args), word);
  });

  it("names field and reason of a fault plan that is not valid", async () => {
    const plan = join(folder, "faults.json");
    writeFileSync(plan, JSON.stringify([{ function: "relay", call: "events", occurrence: 0, fault: "fire" }]));
    expectSentence(await start(["--faults", plan]), /rule 0/, /call/, /occurrence/, /fault/);
  });

  it.each([0, 1, 2])("says which port is taken, and what to do about it: the %i. of three", async (offset) => {
    const { first, release } = await threePorts(offset);
    expectSentence(await start(["--port", String(first)]), new RegExp(`Port ${first + offset} is taken`), /--port/);
    release();
  });

  it.each([
    ["a file instead of a folder", (at: string) => writeFileSync(at, "")],
    [
      "somebody else's files",
      (at: string) => {
        mkdirSync(at);
        writeFileSync(join(at, "thesis.txt"), "");
      },
    ],
    [
      "a state that is cut off",
      (at: string) => {
        mkdirSync(at);
        writeFileSync(join(at, "millrace.json"), '{"format":1,"secr');
      },
    ],
    [
      "a database that is none",
      (at: string) => {
        mkdirSync(join(at, "dynamodb"), { recursive: true });
        writeFileSync(join(at, "millrace.json"), JSON.stringify(emptyLocalState));
        writeFileSync(join(at, "dynamodb", "shared-local-instance.db"), "no database");
      },
    ],
  ])("says what is wrong with the data folder: %s", async (name, prepare) => {
    const data = join(folder, name.replaceAll(/\W/g, "-"));
    prepare(data);
    expectSentence(
      await start(["--port", "0", "--engine", "dynamodb-local", "--data", data]),
      new RegExp(data),
      /another/,
    );
  });

  const javaAsked = ["--port", "0", "--engine", "dynamodb-local"];

  it("says that Java is missing, and how to get it", async () => {
    expectSentence(await start(javaAsked, { ...process.env, PATH: folder }), /Java was not found/, /Install/);
  });

  it.runIf(dynoxideBinary())("goes on without Java where dynoxide is there, and says what differs", async () => {
    const { first, release } = await threePorts(0);
    const { said, complained } = await start(["--port", String(first)], { ...process.env, PATH: folder });
    expect(said).toMatch(/^Java was not found.* The table is kept by dynoxide: nothing expires by TTL/);
    expect(complained).toMatch(/Port \d+ is taken/);
    release();
  });

  it("says that Java is too old, and how to get another", async () => {
    const bin = mkdtempSync(join(folder, "bin-"));
    writeFileSync(join(bin, "java"), "#!/bin/sh\necho 'openjdk version \"11.0.22\" 2024-01-16' >&2\n");
    chmodSync(join(bin, "java"), 0o755);
    const env = { ...process.env, PATH: `${bin}:${process.env["PATH"]}` };
    expectSentence(await start(javaAsked, env), /Java 11 is too old/, /Install/);
  });
});
