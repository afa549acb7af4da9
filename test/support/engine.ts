import * as z from "zod";
import {
  chooseEngine,
  type Database,
  type DatabaseOptions,
  type Engine,
  engines,
  startDatabase,
} from "../../infra/local/endpoint/database.ts";

/** The engine that this run of the tests was asked for: `MILLRACE_ENGINE=dynoxide npm test`. */
export function askedEngine(): Engine | undefined {
  return z.enum(engines).optional().parse(process.env["MILLRACE_ENGINE"]);
}

/** A database of the engine that this run was asked for, or that this machine has. */
export async function startTestDatabase(options: DatabaseOptions): Promise<Database> {
  const { engine } = await chooseEngine(askedEngine());
  return await startDatabase(engine, options);
}
