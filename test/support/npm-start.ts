import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { eventually } from "../../cli/src/eventually.ts";
import { type LocalReady, readLocalReady } from "../../cli/src/ready.ts";

/** The script that `npm start` runs. */
export const startScript = resolve(import.meta.dirname, "../../cli/src/start.mjs");

/** A cold machine builds, synthesizes, and starts Java. */
const readyWithinMilliseconds = 180_000;

/** A run of `npm start`. */
export type Run = {
  readonly ready: LocalReady;
  /** Every process that it has started, and that has started another. */
  descendants(): readonly number[];
  /** Ctrl-C: gives the exit code. */
  interrupt(): Promise<number | null>;
};

const descendantsOf = (root: number): readonly number[] => {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const pairs = [...table.matchAll(/^\s*(\d+)\s+(\d+)\s*$/gm)].map(([, pid, parent]) => [Number(pid), Number(parent)]);
  const below = (parent: number): readonly number[] =>
    pairs.flatMap(([pid = 0, of]) => (of === parent ? [pid, ...below(pid)] : []));
  return below(root);
};

export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const ended = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode;
};

/**
 * Starts the whole stack as a person does, on free ports, and waits until it is ready.
 *
 * @throws Error with what it said when it ends instead
 */
export const npmStart = async (readyFile: string, args: readonly string[] = []): Promise<Run> => {
  const child = spawn(process.execPath, [startScript, "--port", "0", "--ready-file", readyFile, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ready = await eventually(
    "the local stack to be ready",
    async () => {
      if (child.exitCode !== null) throw new Error(`The local stack did not start. It said:\n${output}`);
      return existsSync(readyFile) ? readLocalReady(readyFile) : undefined;
    },
    readyWithinMilliseconds,
  );
  return {
    ready,
    descendants: () => descendantsOf(child.pid ?? 0),
    interrupt() {
      child.kill("SIGINT");
      return ended(child);
    },
  };
};
