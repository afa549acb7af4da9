import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { eventually } from "../../cli/src/eventually.ts";
import { type LocalReady, readLocalReady } from "../../cli/src/ready.ts";
import { askedEngine } from "./engine.ts";

/** The script that `npm start` runs. */
export const startScript = resolve(import.meta.dirname, "../../cli/src/start.mjs");

/** A cold machine builds, synthesizes, and starts Java. */
const readyWithinMilliseconds = 180_000;

/** A run of `npm start`. */
export type Run = {
  readonly ready: LocalReady;
  readonly readyFile: string;
  /** The process that runs everything but the database. */
  readonly pid: number;
  /** Every process that it has started, and that has started another. */
  descendants(): readonly number[];
  /** Ctrl-C: gives the exit code. */
  interrupt(): Promise<number | null>;
};

/** Every process that a process has started, and that has started another. */
export function descendantsOf(root: number): readonly number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const pairs = [...table.matchAll(/^\s*(\d+)\s+(\d+)\s*$/gm)].map(([, pid, parent]) => [Number(pid), Number(parent)]);
  const below = (parent: number): readonly number[] =>
    pairs.flatMap(([pid = 0, of]) => (of === parent ? [pid, ...below(pid)] : []));
  return below(root);
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode;
}

/**
 * Starts the whole stack as a person does, on free ports, and waits until it is ready.
 *
 * @throws Error with what it said when it ends instead
 */
export async function npmStart(readyFile: string, args: readonly string[] = []): Promise<Run> {
  const engine = askedEngine();
  const asked = [...(engine === undefined ? [] : ["--engine", engine]), ...args];
  const child = spawn(process.execPath, [startScript, "--port", "0", "--ready-file", readyFile, ...asked], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const interrupt = () => {
    child.kill("SIGINT");
    return ended(child);
  };
  try {
    const ready = await eventually(
      "the local stack to be ready",
      async () => {
        if (child.exitCode !== null) throw new Error(`The local stack did not start. It said:\n${output}`);
        return existsSync(readyFile) ? readLocalReady(readyFile) : undefined;
      },
      readyWithinMilliseconds,
    );
    const pid = child.pid ?? 0;
    return { ready, readyFile, pid, descendants: () => descendantsOf(pid), interrupt };
  } catch (error) {
    await interrupt();
    throw error;
  }
}

/** A run whose ready file is in a folder of its own, which goes with it. */
export async function startStack(): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-stack-"));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  try {
    const run = await npmStart(join(folder, "ready.json"));
    return { ...run, interrupt: () => run.interrupt().finally(removeFolder) };
  } catch (error) {
    removeFolder();
    throw error;
  }
}
