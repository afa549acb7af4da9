import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../../cli/src/eventually.ts";
import { descendantsOf } from "../support/npm-start.ts";
import type { Asked } from "./own-shoppers.ts";

const readyWithinMilliseconds = 300_000;

/** The stack of a checkout, of this version or another, with the shoppers that this version knows. */
export type CheckoutRun = {
  /** The process that runs everything but the database. */
  readonly pid: number;
  /** The database's processes. */
  readonly databasePids: readonly number[];
  /** Lets so many shoppers buy so many orders, and gives whole checkouts per second. */
  rush(orders: number, shoppers: number): Promise<number>;
  stop(): Promise<void>;
};

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

/** What a child says next; it may also die instead. */
async function nextFrom(child: ChildProcess): Promise<unknown> {
  const [said] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => Promise.reject(new Error("The shoppers have died; they said why above."))),
  ]);
  return said;
}

/**
 * Starts a checkout's stack as its own `npm start` does, but without npm between: so its process is known, and a signal
 * reaches it.
 */
async function startIn(root: string, readyFile: string) {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const [, ...start] = scripts.start.split(" ");
  const stack = spawn(process.execPath, [...start, "--port", "0", "--ready-file", readyFile], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [stack.stdout, stack.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const stop = () => {
    stack.kill("SIGINT");
    return ended(stack);
  };
  try {
    await eventually(
      `the stack of ${root} to be ready`,
      async () => {
        if (stack.exitCode !== null) throw new Error(`The stack of ${root} did not start. It said:\n${output}`);
        return existsSync(readyFile) || undefined;
      },
      readyWithinMilliseconds,
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { pid: stack.pid ?? 0, stop };
}

/** Starts the stack of a checkout, and its own shoppers, in processes of their own; its shelf is filled. */
export async function runCheckout(root: string): Promise<CheckoutRun> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-against-"));
  const readyFile = join(folder, "ready.json");
  const removeFolder = () => rmSync(folder, { recursive: true });
  const stack = await startIn(root, readyFile).catch((error: unknown) => {
    removeFolder();
    throw error;
  });
  const shoppers = fork(join(import.meta.dirname, "own-shoppers.ts"), [root, readyFile]);
  const stop = async () => {
    if (shoppers.connected) shoppers.disconnect();
    await Promise.all([ended(shoppers), stack.stop()]);
    removeFolder();
  };
  try {
    await nextFrom(shoppers);
    return {
      pid: stack.pid,
      databasePids: descendantsOf(stack.pid),
      async rush(orders, atATime) {
        shoppers.send({ orders, shoppers: atATime } satisfies Asked);
        return Number(await nextFrom(shoppers));
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
