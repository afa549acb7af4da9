import { parseArgs } from "node:util";
import * as z from "zod";

export const HELP = `Runs the whole of Millrace on this machine, from the stacks that would be deployed.

  npm start -- [options]

  --port N           port of the API (4000); the AWS endpoint takes the next, the admin surface the one after.
                     0 takes free ports.
  --data DIR         keeps table, users and secrets in DIR between runs; without it everything is kept in memory
  --environments N   execution environments per function (4); further calls wait in order
  --faults FILE      fault plan in JSON: a list of { "function", "call" or "from", "occurrence", "fault" }
  --ready-file FILE  writes addresses, ids and demo users there as JSON once all is ready (.millrace/ready.json)
  --watch            builds and reloads functions when their sources change; "npm start" sets it
  --help             shows this
`;

export type Arguments = {
  readonly port: number;
  readonly data: string | undefined;
  readonly environments: number;
  readonly faults: string | undefined;
  readonly readyFile: string | undefined;
  readonly watch: boolean;
  readonly help: boolean;
};

/** The command line is not understood; the message says which part. */
export class ArgumentsError extends Error {
  override readonly name = "ArgumentsError";
}

const numbers = z.object({
  port: z.coerce
    .number("--port needs a number")
    .int()
    .min(0, "--port cannot be negative")
    .max(65_533, "--port must leave room for two more ports"),
  environments: z.coerce
    .number("--environments needs a number")
    .int()
    .min(1, "--environments must be at least 1")
    .max(16, "--environments must be at most 16"),
});

/** @throws ArgumentsError for an unknown option or a value out of range. */
export function readArguments(args: readonly string[]): Arguments {
  const values = parse(args);
  const parsed = numbers.safeParse({ port: values.port ?? "4000", environments: values.environments ?? "4" });
  if (!parsed.success)
    throw new ArgumentsError(`${parsed.error.issues.map(({ message }) => message).join("\n")}\nTry --help.`);
  const { data, faults, watch = false, help = false } = values;
  return { ...parsed.data, data, faults, readyFile: values["ready-file"], watch, help };
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    const options = {
      port: text,
      data: text,
      environments: text,
      faults: text,
      "ready-file": text,
      watch: { type: "boolean" },
      help: { type: "boolean" },
    } as const;
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    throw new ArgumentsError(`${error instanceof Error ? error.message : String(error)}\nTry --help.`, {
      cause: error,
    });
  }
}
