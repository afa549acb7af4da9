/**
 * dynoxide, a DynamoDB in one small binary: for machines without Java. Facts about it were measured with version 1.2.1, which
 * the optional npm package `@dynoxide/linux-x64` carries.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { DatabaseOptions } from "./database.ts";
import type { DatabaseProgram } from "./database-process.ts";

/** What is otherwise than with DynamoDB Local, for people who run on it. */
export const dynoxideDiffers =
  "nothing expires by TTL, and writes slow down once the stream holds more than some 10,000 records";

/** Its binary; nothing where the package is for another platform, or was left out. */
export function dynoxideBinary(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("@dynoxide/linux-x64/package.json")), "dynoxide");
  } catch {
    return undefined; // An optional dependency.
  }
}

/** One database for all callers: tests keep apart by the names of their tables. */
export function dynoxide(binary: string, { dataFolder }: DatabaseOptions): DatabaseProgram {
  return {
    name: "dynoxide",
    command: binary,
    argumentsFor: (port) => [
      ...["serve", "--port", String(port)],
      ...(dataFolder === undefined ? [] : ["--db-path", join(dataFolder, "dynoxide.db")]),
    ],
    saysCorrupt: (output) => output.includes("not a valid SQLite database"),
    dataFolder,
  };
}
