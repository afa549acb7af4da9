import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { eventually } from "../../cli/src/eventually.ts";
import { hasPython, installPackages } from "../support/virtual-environment.ts";

/** Git knows nothing of it; the program stays here from run to run. */
const folder = resolve(import.meta.dirname, "../../.millrace/emulator");
const venv = join(folder, "venv");
const requirements = join(import.meta.dirname, "requirements.txt");

/** What MiniStack says while it runs. */
export const logFile = join(folder, "ministack.log");

const readyWithinMilliseconds = 60_000;
const endsWithinMilliseconds = 20_000;

/** What must be done before the emulator can run, in words for the person who asked for it. */
export class CannotRun extends Error {
  override readonly name = "CannotRun";
}

/** The environment without a word about the person's own AWS accounts. */
export function withoutAws(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_")));
}

/**
 * Puts MiniStack, at its pinned version, into a virtual environment of its own; does nothing when it is there.
 *
 * @throws CannotRun without Python
 */
export async function install(signal: AbortSignal): Promise<void> {
  if (!(await hasPython())) {
    throw new CannotRun(
      "MiniStack is a Python program. Install Python 3.10 or newer with its modules venv and ensurepip, as python3.",
    );
  }
  await installPackages(venv, requirements, signal);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("The machine gives no port.");
  return address.port;
}

/** A running MiniStack. */
export type Emulator = {
  readonly endpoint: string;
  stop(): Promise<void>;
};

/** Starts an empty MiniStack on this machine alone. Functions run as processes of the Node that runs this. */
export async function start(): Promise<Emulator> {
  mkdirSync(folder, { recursive: true });
  // Functions lie in it, and in this repository their CommonJS would be read as ES modules.
  const data = mkdtempSync(join(tmpdir(), "millrace-emulator-"));
  const port = await freePort();
  const log = openSync(logFile, "w");
  const child = spawn(join(venv, "bin/ministack"), [], {
    stdio: ["ignore", log, log],
    env: {
      ...withoutAws(),
      PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter),
      NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, "hosts.mjs"))}`,
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: "127.0.0.1",
      // It would listen on every interface.
      IOT_MTLS_ENABLED: "0",
      STATE_DIR: join(data, "state"),
      S3_DATA_DIR: join(data, "s3"),
      TMPDIR: data,
    },
  });
  const ended = once(child, "exit");
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await Promise.race([ended, pause(endsWithinMilliseconds, undefined, { ref: false })]);
    child.kill("SIGKILL");
    await ended;
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await eventually(
      "MiniStack to answer",
      async () => {
        if (child.exitCode !== null) throw new Error(`MiniStack ended with ${child.exitCode}; see ${logFile}.`);
        const health = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
        return health?.ok || undefined;
      },
      readyWithinMilliseconds,
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, stop };
}
