import type { JsonSchema } from "./interoperable.ts";

/** Says something about a schema, but nothing about what it takes. */
const annotations = new Set(["$schema", "$id", "title", "description", "example", "examples", "default", "deprecated"]);

/** A value that may only fall, and one that may only rise, without shutting anything out. */
const lowerBounds = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
const upperBounds = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];

/** Judged by a rule of their own; any other keyword must stay as it is. */
const judged = new Set([
  ...annotations,
  ...lowerBounds,
  ...upperBounds,
  ...["type", "enum", "const", "properties", "required", "additionalProperties", "items", "anyOf"],
]);

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null;
}
function schemasOf(value: unknown): readonly JsonSchema[] {
  return Array.isArray(value) ? value.filter(isSchema) : [];
}
function fieldsOf(value: unknown): Readonly<Record<string, JsonSchema>> {
  return isSchema(value) ? (value as never) : {};
}
function wordsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
function show(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}

function boundsOf(path: string, before: JsonSchema, after: JsonSchema): readonly string[] {
  const tighter = (name: string, isTighter: (was: number, is: number) => boolean): boolean => {
    const [was, is] = [before[name], after[name]];
    return typeof is === "number" && (typeof was !== "number" || isTighter(was, is));
  };
  return [
    ...lowerBounds.filter((name) => tighter(name, (was, is) => is > was)),
    ...upperBounds.filter((name) => tighter(name, (was, is) => is < was)),
  ].map((name) => `${path}: ${name} became ${show(after[name])}, was ${show(before[name])}`);
}

function typesOf(path: string, before: JsonSchema, after: JsonSchema): readonly string[] {
  const allowed = wordsOf(after["type"]);
  if (allowed.length === 0) return [];
  const takes = (type: unknown): boolean =>
    allowed.includes(type) || (type === "integer" && allowed.includes("number"));
  const given = wordsOf(before["type"]);
  return given.length > 0 && given.every(takes)
    ? []
    : [`${path}: type became ${show(after["type"])}, was ${show(before["type"])}`];
}

/** The only values that a schema takes; undefined where it takes any. */
function valuesOf(schema: JsonSchema): readonly unknown[] | undefined {
  if ("const" in schema) return [schema["const"]];
  return Array.isArray(schema["enum"]) ? schema["enum"] : undefined;
}

function choicesOf(path: string, before: JsonSchema, after: JsonSchema): readonly string[] {
  const [were, are] = [valuesOf(before), valuesOf(after)];
  if (are === undefined) return [];
  if (were === undefined) return [`${path}: only ${show(are)} is allowed now`];
  const allowed = new Set(are.map(show));
  return were.filter((value) => !allowed.has(show(value))).map((value) => `${path}: ${show(value)} is not allowed now`);
}

function objectsOf(path: string, before: JsonSchema, after: JsonSchema): readonly string[] {
  const [were, are] = [fieldsOf(before["properties"]), fieldsOf(after["properties"])];
  const [wereRequired, areRequired] = [wordsOf(before["required"]), wordsOf(after["required"])];
  const [wereOthers, areOthers] = [before["additionalProperties"], after["additionalProperties"]];
  const ofFields = Object.entries(were).flatMap(([name, field]) => {
    const now = are[name];
    if (now === undefined) return [`${path}.${name}: removed`];
    const optional = wereRequired.includes(name) && !areRequired.includes(name);
    return [...(optional ? [`${path}.${name}: may be missing now`] : []), ...narrowings(field, now, `${path}.${name}`)];
  });
  const demanded = areRequired.filter((name) => !wereRequired.includes(name));
  const closed = areOthers === false && wereOthers !== false;
  const ofOthers = isSchema(areOthers)
    ? narrowings(isSchema(wereOthers) ? wereOthers : {}, areOthers, `${path}.*`)
    : [];
  return [
    ...ofFields,
    ...demanded.map((name) => `${path}.${name}: required now`),
    ...(closed ? [`${path}: closed to further fields`] : ofOthers),
  ];
}

function itemsOf(path: string, before: JsonSchema, after: JsonSchema): readonly string[] {
  return isSchema(after["items"])
    ? narrowings(isSchema(before["items"]) ? before["items"] : {}, after["items"], `${path}[]`)
    : [];
}

/** Keywords of no rule here can only be seen to be the same. Dropping one widens. */
function othersOf(path: string, before: JsonSchema, after: JsonSchema): readonly string[] {
  return Object.keys(after)
    .filter((name) => !judged.has(name) && show(after[name]) !== show(before[name]))
    .map((name) => `${path}: ${name} became ${show(after[name])}, was ${show(before[name])}`);
}

/**
 * What `after` breaks of the promises of `before`, one sentence each, with the path; none when it is an additive change:
 * each old fact still matches, and each field that consumers could count on is still there. A change that cannot be seen
 * to be additive (another pattern) counts as a break. Taking more values than before (a further reason in an enum) is
 * allowed: consumers live in the same deployment, or treat what they do not know as unreadable.
 */
export function narrowings(before: JsonSchema, after: JsonSchema, path = "$"): readonly string[] {
  const [were, are] = [schemasOf(before["anyOf"]), schemasOf(after["anyOf"])];
  if (were.length > 0 || are.length > 0) {
    const choices = were.length > 0 ? were : [before];
    const allowed = are.length > 0 ? are : [after];
    return choices
      .filter((choice) => allowed.every((other) => narrowings(choice, other, path).length > 0))
      .map((choice) => `${path}: ${show(choice)} is not allowed now`);
  }
  const rules = [typesOf, choicesOf, boundsOf, objectsOf, itemsOf, othersOf];
  return rules.flatMap((rule) => rule(path, before, after));
}

/** What the schemas of an earlier state promised, by file, and those of now break: taken away, or narrowed. */
export function breaksOf(
  before: ReadonlyMap<string, JsonSchema>,
  now: ReadonlyMap<string, JsonSchema>,
): readonly string[] {
  return [...before].flatMap(([file, promised]) => {
    const schema = now.get(file);
    if (schema === undefined) return [`${file}: removed`];
    return narrowings(promised, schema).map((sentence) => `${file}: ${sentence}`);
  });
}
