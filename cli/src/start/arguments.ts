import { isOriginList } from "@millrace/contracts/cors";
import * as z from "zod";
import { engines } from "../../../infra/local/endpoint/database.ts";
import { checked, parseArguments, texts, wholeNumber } from "../command-line.ts";

export const help = `Runs the whole of Millrace on this machine, from the stacks that would be deployed.

  npm start -- [options]

  --port N           port of the API (4000); the AWS endpoint takes the next, the admin surface the one after.
                     0 takes free ports.
  --data DIR         keeps table, users and secrets in DIR between runs; without it everything is kept in memory
  --engine NAME      what keeps the table: dynamodb-local (needs Java), or dynoxide (Linux on x64, no Java, no expiry by TTL);
                     without it DynamoDB Local where there is Java
  --environments N   execution environments per function (4); further calls wait in order
  --faults FILE      fault plan in JSON: a list of { "function", "call" or "from", "occurrence", "fault" }
  --origins LIST     origins whose pages may call the API, with commas between; :* is any port
                     (http://localhost:*,http://127.0.0.1:*)
  --ready-file FILE  writes addresses, ids and demo users there as JSON once all is ready, as well as to
                     .millrace/ready.json, where the other commands look
  --watch            builds and reloads functions when their sources change; "npm start" sets it
  --help             shows this
`;

/** A page that somebody builds on this machine, whatever serves it. */
const localOrigins = "http://localhost:*,http://127.0.0.1:*";

const choices = z.object({
  engine: z.enum(engines, `--engine must be one of ${engines.join(", ")}`).optional(),
  port: wholeNumber("port", 0, 65_535).max(65_533, "--port must leave room for two more ports").default(4000),
  environments: wholeNumber("environments", 1, 16).default(4),
  origins: z
    .string()
    .refine(isOriginList, "--origins must be like https://shop.example,http://localhost:*")
    .default(localOrigins),
});

export type Arguments = ReturnType<typeof readArguments>;

/** @throws ArgumentsError for an unknown option or a value out of range. */
export function readArguments(args: readonly string[]) {
  const { values } = parseArguments(args, {
    ...texts("port", "data", "engine", "environments", "faults", "origins", "ready-file"),
    watch: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  });
  const { data, faults, "ready-file": readyFile, watch, help } = values;
  return { ...checked(choices, values), data, faults, readyFile, watch, help };
}
