import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { probePort } from "../local-server.ts";
import { signedForDatabase } from "./dynamodb-proxy.ts";

const readyWithinMilliseconds = 60_000;
const pollMilliseconds = 50;
const keptOutputCharacters = 4_000;

/** A program that speaks DynamoDB's protocol, and how to start it. */
export type DatabaseProgram = {
  /** Its name, for people. */
  readonly name: string;
  readonly command: string;
  readonly argumentsFor: (port: number) => readonly string[];
  readonly workingFolder?: string;
  /** Whether what it says means that the database file cannot be read. */
  readonly saysCorrupt: (output: string) => boolean;
  /** Folder of the database file; without one everything is kept in memory. */
  readonly dataFolder?: string | undefined;
};

export type DatabaseProcess = {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  /** Resolves when it ends although nobody told it to. */
  readonly failed: Promise<void>;
  stop(): Promise<void>;
};

/** Why no database can run here; the message is a sentence for people, with the remedy. */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
}

/**
 * Starts a database on a free port and resolves once it answers. It ends with this process, however that ends.
 *
 * @throws DatabaseError when it does not come up.
 */
export async function startDatabaseProcess(program: DatabaseProgram): Promise<DatabaseProcess> {
  const port = await probePort(0);
  const child = spawnWithUs(program.command, program.argumentsFor(port), program.workingFolder);
  let output = "";
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-keptOutputCharacters);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let stopping = false;
  const failed = new Promise<void>((resolve) => {
    void exited.then(() => {
      if (!stopping) resolve();
    });
  });
  const endAtExit = () => child.kill("SIGKILL");
  process.once("exit", endAtExit);
  const stop = async () => {
    stopping = true;
    process.removeListener("exit", endAtExit);
    if (child.exitCode === null && child.signalCode === null) {
      child.stdin?.end();
      if (process.platform === "win32") child.kill();
      await exited;
    }
  };
  const endpoint = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + readyWithinMilliseconds;
  while (!(await answers(endpoint))) {
    // DynamoDB Local starts with any file, and then fails each call.
    const isCorrupt = program.dataFolder !== undefined && program.saysCorrupt(output);
    if (isCorrupt || child.exitCode !== null || performance.now() > deadline) {
      await stop();
      throw new DatabaseError(
        isCorrupt
          ? `The database in ${program.dataFolder} is corrupt. Remove the data folder to begin anew, or name another one.`
          : `${program.name} did not start. It said:\n${output.trim() || "nothing"}`,
      );
    }
    await delay(pollMilliseconds);
  }
  return { endpoint, failed, stop };
}

/**
 * Starts a program that must not outlive this process. Databases never read their standard input, so on POSIX systems a
 * shell waits for the pipe from this process to close and then ends them.
 */
function spawnWithUs(command: string, args: readonly string[], workingFolder?: string): ChildProcess {
  const options: SpawnOptions = { cwd: workingFolder, stdio: ["pipe", "pipe", "pipe"] };
  if (process.platform === "win32") return spawn(command, args, options);
  const guard =
    'exec 3<&0; "$0" "$@" </dev/null & program=$!; { cat >/dev/null; kill $program; } <&3 >/dev/null 2>&1 & wait $program';
  return spawn("/bin/sh", ["-c", guard, command, ...args], { ...options, detached: true });
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: {
        ...signedForDatabase,
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.ListTables",
      },
      body: "{}",
    });
    return response.status === 200;
  } catch {
    return false; // Refused: it is not listening yet.
  }
}
