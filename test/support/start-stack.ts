import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { eventually } from "../../cli/src/eventually.ts";
import { type LocalReady, readLocalReady } from "../../cli/src/ready.ts";

const startWithinMilliseconds = 180_000;

export type Stack = {
  readonly ready: LocalReady;
  readonly readyFile: string;
  /** The process that runs everything but DynamoDB Local. */
  readonly pid: number;
  stop(): Promise<void>;
};

/** Builds, synthesizes and starts the whole local stack on free ports, as `npm start` does. */
export const startStack = async (nodeArguments: readonly string[] = []): Promise<Stack> => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-stack-"));
  const readyFile = join(folder, "ready.json");
  const main = resolve(import.meta.dirname, "../../cli/src/start.mjs");
  const child = spawn(process.execPath, [...nodeArguments, main, "--port", "0", "--ready-file", readyFile], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((done) => child.once("exit", done));
      child.kill("SIGINT");
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const ready = await eventually(
      "the local stack to be ready",
      async () => {
        if (child.exitCode !== null) throw new Error(`The local stack did not start. It said:\n${output}`);
        try {
          return readLocalReady(readyFile);
        } catch {
          return undefined;
        }
      },
      startWithinMilliseconds,
    );
    return { ready, readyFile, pid: child.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
