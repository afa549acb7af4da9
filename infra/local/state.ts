import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { type Engine, engines } from "./endpoint/database.ts";
import type { UserPoolsState } from "./user-pool/user-pools.ts";

/**
 * What a run keeps in its data folder beside the database file. Not kept: messages in queues and positions in the stream.
 * The stream is in the database and is read from its oldest record on, which delivers every fact of a day again.
 */
export type KeptState = {
  /** What keeps the database file: no other engine can read it. */
  readonly engine: Engine;
  readonly secrets: Readonly<Record<string, string>>;
  readonly userPools: UserPoolsState;
};

/** A folder cannot be used for state; the message says why and what to do. */
class StateFolderError extends Error {
  override readonly name = "StateFolderError";
}

const stateFile = "millrace.json";
const databaseFolderName = "dynamodb";
const schema = z.object({
  format: z.literal(2),
  engine: z.enum(engines),
  secrets: z.record(z.string(), z.string()),
  userPools: z.record(
    z.string(),
    z.object({
      users: z.record(z.string(), z.looseObject({ sub: z.string(), verifier: z.looseObject({ salt: z.string() }) })),
      subs: z.record(z.string(), z.string()),
      signIns: z.record(z.string(), z.looseObject({ sub: z.string() })),
    }),
  ),
});

export function emptyState(engine: Engine): KeptState {
  return { engine, secrets: {}, userPools: {} };
}

/** Folder of the database file inside a data folder. */
export function databaseFolder(folder: string): string {
  return join(folder, databaseFolderName);
}

/**
 * Opens a data folder, making it when it is not there.
 *
 * @throws StateFolderError when it holds something else, its state cannot be read, or another engine has made it.
 */
export function openState(folder: string, engine: Engine): KeptState {
  const remedy = "Name another folder with --data";
  try {
    mkdirSync(databaseFolder(folder), { recursive: true });
  } catch (error) {
    throw new StateFolderError(`The data folder ${folder} cannot be made (${reason(error)}). ${remedy}.`, {
      cause: error,
    });
  }
  const file = join(folder, stateFile);
  if (!existsSync(file)) {
    const strangers = [
      ...readdirSync(folder).filter((name) => name !== databaseFolderName),
      ...readdirSync(databaseFolder(folder)),
    ];
    if (strangers.length > 0) {
      throw new StateFolderError(
        `The folder ${folder} holds files that are not Millrace's state (${strangers[0]}). ${remedy}.`,
      );
    }
    const state = emptyState(engine);
    writeState(folder, state);
    return state;
  }
  const state = schema.safeParse(parse(readFileSync(file, "utf8")));
  if (!state.success) {
    throw new StateFolderError(
      `The state in ${file} is corrupt or from another version. ${remedy}, or remove this one to begin anew.`,
      { cause: state.error },
    );
  }
  if (state.data.engine !== engine) {
    throw new StateFolderError(
      `The table in ${folder} was made by ${state.data.engine}, which this start does not use. Add --engine ${state.data.engine}. Or: ${remedy}.`,
    );
  }
  return state.data as unknown as KeptState;
}

/** Replaces the kept state in one step: a crash leaves the old or the new one. */
export function writeState(folder: string, state: KeptState): void {
  writeAtomically(join(folder, stateFile), JSON.stringify({ format: 2, ...state }));
}

/** Writes a file so that nobody ever reads half of it. */
export function writeAtomically(file: string, text: string): void {
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Told as corrupt, like any other wrong content.
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
