import { DatabaseError, type DatabaseProcess, startDatabaseProcess } from "./database-process.ts";
import { dynamoDbLocal, javaRemedy, missingJava } from "./dynamodb-local.ts";
import { dynoxide, dynoxideBinary, dynoxideDiffers } from "./dynoxide.ts";

/** The programs that can keep the table, the default first. */
export const engines = ["dynamodb-local", "dynoxide"] as const;
export type Engine = (typeof engines)[number];

export type DatabaseOptions = {
  /** Folder of the database file; without one everything is kept in memory. */
  readonly dataFolder?: string;
  /** `shared`: one database for all callers. `perCredential`: a private one per access key id and region, where it can. */
  readonly databases: "shared" | "perCredential";
  /** `quick` starts soon (C1 compiler only, for tests); `sustained` is slower to start and faster under load. */
  readonly tuning: "quick" | "sustained";
};

export type Database = DatabaseProcess & { readonly engine: Engine };

/** An engine that can run on this machine, and what people should know of the choice. */
type Choice = { readonly engine: Engine; readonly notice?: string };

/** What the choice rests on. */
type Found = {
  /** See `missingJava`. */
  readonly missingJava: string | undefined;
  /** See `dynoxideBinary`. */
  readonly dynoxide: string | undefined;
};

/**
 * DynamoDB Local, or dynoxide where it was asked for or there is no Java.
 *
 * @throws DatabaseError with the remedy where what was asked for, or both, cannot run.
 */
export function choose(asked: Engine | undefined, found: Found): Choice {
  if (asked !== "dynoxide" && found.missingJava === undefined) return { engine: "dynamodb-local" };
  if (asked === "dynamodb-local") throw new DatabaseError(`${found.missingJava} ${javaRemedy}`);
  if (found.dynoxide !== undefined) {
    const why = asked === "dynoxide" ? "" : `${found.missingJava} `;
    return { engine: "dynoxide", notice: `${why}The table is kept by dynoxide: ${dynoxideDiffers}.` };
  }
  throw new DatabaseError(
    asked === "dynoxide"
      ? 'The package @dynoxide/linux-x64 is not installed: it is there for Linux on x64 only. Run "npm ci", or leave --engine out.'
      : `${found.missingJava} ${javaRemedy} On Linux (x64) "npm ci" also brings dynoxide, which needs no Java.`,
  );
}

/**
 * Chooses an engine by what this machine has.
 *
 * @throws DatabaseError as `choose` does.
 */
export async function chooseEngine(asked?: Engine): Promise<Choice> {
  return choose(asked, { missingJava: await missingJava(), dynoxide: dynoxideBinary() });
}

/**
 * Starts an engine on a free port and resolves once it answers. It ends with this process, however that ends.
 *
 * @throws DatabaseError when it cannot run or does not come up.
 */
export async function startDatabase(engine: Engine, options: DatabaseOptions): Promise<Database> {
  const started = await startDatabaseProcess(programOf(engine, options));
  return { ...started, engine };
}

function programOf(engine: Engine, options: DatabaseOptions) {
  if (engine === "dynamodb-local") return dynamoDbLocal(options);
  const binary = dynoxideBinary();
  if (binary === undefined) throw new DatabaseError("The package @dynoxide/linux-x64 is not installed.");
  return dynoxide(binary, options);
}
