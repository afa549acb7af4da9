import type * as z from "zod";

/** A JSON Schema (draft 2020-12) as plain data. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** What an engine may read otherwise (Python's `\d` is a digit of any script), as the characters that are meant. */
const classes: Readonly<Record<string, string>> = { "\\d": "0-9", "\\w": "A-Za-z0-9_" };

/** An escape, the beginning of a group that is more than one, or one character. */
const token = /\\.|\(\?[:=!<]|./gsu;

function saidInClass(part: string): string | undefined {
  if (!part.startsWith("\\")) return part;
  return (
    classes[part] ?? (/^\\[[\]\\^-]$/.test(part) ? part : /^\\[!-/:-@`{-~]$/.test(part) ? part.slice(1) : undefined)
  );
}

function saidOutside(part: string): string | undefined {
  if (part === "(?:") return "(";
  if (classes[part] !== undefined) return `[${classes[part]}]`;
  if (/^\\[[\]\\^]$/.test(part)) return part;
  if (/^\\[!-/:-@`{-~]$/.test(part)) return `[${part.slice(1)}]`;
  return part.startsWith("\\") || part.startsWith("(?") || part === "." ? undefined : part;
}

/**
 * The same pattern in the tokens that every engine reads alike (JSON Schema 2020-12, §6.4: characters, simple classes,
 * quantifiers, anchors, groups, alternatives). Undefined where it cannot be said in them; control characters cannot,
 * because generated sources hold patterns as they are.
 */
export function interoperablePattern({ source, flags }: Pick<RegExp, "source" | "flags">): string | undefined {
  if (flags.includes("i") || /\p{Cc}/u.test(source)) return undefined;
  let inClass = false;
  const said = [...source.matchAll(token)].map(([part]) => {
    const one = inClass ? saidInClass(part) : saidOutside(part);
    if (part === "[" || part === "]") inClass = part === "[" || (inClass && part !== "]");
    return one;
  });
  return said.includes(undefined) ? undefined : said.join("");
}

/** Formats that say all a reader needs, and that clients make types of, which take no pattern. */
const tellingFormats = new Set(["date-time", "date", "email", "uri"]);

type Check = {
  readonly check: string;
  readonly pattern?: RegExp;
  readonly error?: unknown;
  /** The field of an object that is refused. */
  readonly path?: readonly PropertyKey[];
};

/** What a check refuses, in the words of its own message; only a message that needs no value is one. */
function sentencesOf({ error, path = [] }: Check): readonly string[] {
  const words: unknown = typeof error === "function" && error.length === 0 ? error() : undefined;
  return typeof words === "string" ? [`Not valid if ${path.join(".") || "it"} ${words}.`] : [];
}

/** What `z.toJSONSchema` hands to its `override`: a schema, and what it has made of it. */
type Converted = {
  readonly zodSchema: z.core.$ZodTypes;
  readonly jsonSchema: Pick<z.core.JSONSchema.BaseSchema, "format" | "pattern" | "description" | "allOf">;
};

/**
 * The `override` of `z.toJSONSchema` that says each pattern so that every engine reads it alike, and what JSON Schema
 * cannot say (a pattern beyond that, a refinement) as a sentence of the description, in the words of its refusal.
 */
export function sayInteroperably({ zodSchema, jsonSchema }: Converted): void {
  const checks = (zodSchema._zod.def.checks ?? []).map(({ _zod }): Check => _zod.def);
  const unsaid = checks.filter(({ check, pattern }) =>
    pattern === undefined ? check === "custom" : interoperablePattern(pattern) === undefined,
  );
  if (tellingFormats.has(jsonSchema.format ?? "")) delete jsonSchema.pattern;
  const patterns = [jsonSchema, ...(jsonSchema.allOf ?? [])].flatMap(({ pattern }) => pattern ?? []);
  const said = patterns.flatMap((source) => {
    const flags = checks.find(({ pattern }) => pattern?.source === source)?.pattern?.flags ?? "";
    return interoperablePattern({ source, flags }) ?? [];
  });
  if (patterns.length > 0) {
    const [only, ...others] = said;
    delete jsonSchema.pattern;
    delete jsonSchema.allOf;
    if (others.length > 0) jsonSchema.allOf = said.map((pattern) => ({ pattern }));
    else if (only !== undefined) jsonSchema.pattern = only;
  }
  for (const sentence of unsaid.flatMap(sentencesOf)) {
    const { description = "" } = jsonSchema;
    if (!description.includes(sentence)) jsonSchema.description = `${description} ${sentence}`.trim();
  }
}
