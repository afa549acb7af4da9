import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import * as z from "zod";

/** The command line is not understood; the message says which part. */
export class ArgumentsError extends Error {
  override readonly name = "ArgumentsError";
  constructor(message: string, options?: ErrorOptions) {
    super(`${message}\nTry --help.`, options);
  }
}

/** Options with a value, by their names. */
export function texts<const Name extends string>(...names: readonly Name[]) {
  return Object.fromEntries(names.map((name) => [name, { type: "string" }])) as Record<Name, { type: "string" }>;
}

/**
 * What was typed: the values of options, and the words beside them.
 *
 * @throws ArgumentsError for an option that is not known, or more words than the command takes
 */
export function parseArguments<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
  mostWords = 0,
) {
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: mostWords > 0, strict: true });
    const tooMuch = parsed.positionals.slice(mostWords);
    if (tooMuch.length === 0) return parsed;
    throw new ArgumentsError(`${tooMuch.join(" ")} is too much.`);
  } catch (error) {
    if (error instanceof ArgumentsError) throw error;
    throw new ArgumentsError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The schema of an option that is a whole number within limits. */
export function wholeNumber(option: string, least: number, most: number) {
  return z.coerce
    .number(`--${option} needs a number`)
    .int(`--${option} needs a whole number`)
    .min(least, `--${option} must be at least ${least}`)
    .max(most, `--${option} must be at most ${most}`);
}

/** @throws ArgumentsError with what the schema says of the values */
export function checked<Schema extends z.ZodType>(schema: Schema, values: unknown): z.output<Schema> {
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  throw new ArgumentsError(result.error.issues.map(({ message }) => message).join("\n"));
}

/** What to do about a failure, by its code, name or message. */
export type Remedies = Readonly<Record<string, string>>;

const remediesOfAll: Remedies = {
  ECONNREFUSED: "Nobody answers there. Is the stack still running? Start one: npm start",
  CredentialsProviderError: "There are no AWS credentials. Sign in first, for instance with: aws sso login",
  "Region is missing": "Set AWS_REGION.",
};

const bugs = new Set(["Error", "TypeError", "RangeError", "ReferenceError", "SyntaxError", "AggregateError"]);

/**
 * A failure in words. Errors of a class of their own say what people can do, and so do those of the system, which have a
 * code; JavaScript's own kinds are bugs, and show their stack.
 */
export function explain(error: unknown, remedies: Remedies = {}): string {
  if (!(error instanceof Error)) return String(error);
  const code = codeOf(error) ?? codeOf(error.cause);
  if (code === "ENOENT" && "path" in error) return `There is no file ${error.path}.`;
  const known = { ...remediesOfAll, ...remedies };
  const remedy = known[code ?? ""] ?? known[error.name] ?? known[error.message];
  if (remedy !== undefined) return `${error.message}\n${remedy}`;
  return bugs.has(error.name) && code === undefined ? (error.stack ?? error.message) : error.message;
}

/** A code of the system or of a library; those of Node's own checks begin with `ERR_`, and tell of bugs. */
function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  return code?.startsWith("ERR_") ? undefined : code;
}
