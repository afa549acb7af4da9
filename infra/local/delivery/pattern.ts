import { conditionOf, type Test } from "./pattern-conditions.ts";

type Json = unknown;
export type Pattern = Readonly<Record<string, unknown>>;

/** The conditions of one field: its path from the root, its names joined by periods. */
type Field = { readonly path: string; readonly tests: readonly Test[]; readonly mayBeAbsent: boolean };

/** A value of an event, with the place in each list that it was found through. */
type Value = { readonly value: Json; readonly places: Places };
type Places = ReadonlyMap<object, number>;

/**
 * Whether a JSON document matches an event pattern of EventBridge, of an event source mapping or of a subscription. As
 * AWS's own engine (Event Ruler) does, by paths: `{"a.b": …}` and `{"a": {"b": …}}` are one, lists in lists are one list,
 * and all that is found through a list is found in one of its elements. Rules: EventBridge user guide, "Creating Amazon
 * EventBridge event patterns" and "Comparison operators"; `pattern-cases.json` has the engine's own answers.
 */
export function matches(pattern: Pattern, event: Json): boolean {
  const values = valuesOf(event);
  return compiled(pattern).some((fields) => fits(fields, values, new Map()));
}

/** Of the event met last: an event meets all patterns of its bus in turn. */
let met: { readonly event: Json; readonly values: ReadonlyMap<string, readonly Value[]> } | undefined;

function valuesOf(event: Json): ReadonlyMap<string, readonly Value[]> {
  if (met !== undefined && met.event === event) return met.values;
  const values = new Map<string, Value[]>();
  collect(event, "", new Map(), values);
  met = { event, values };
  return values;
}

/** Patterns are few, and met by every event. */
const known = new WeakMap<Pattern, readonly (readonly Field[])[]>();

function compiled(pattern: Pattern): readonly (readonly Field[])[] {
  const ready = known.get(pattern);
  if (ready !== undefined) return ready;
  const made = alternatives(pattern, "", [new Map()]).map((fields) =>
    [...fields.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
  );
  known.set(pattern, made);
  return made;
}

/** One set of fields for each way through the `$or`s; of two conditions on one path the last counts. */
function alternatives(pattern: Json, path: string, before: readonly ReadonlyMap<string, Field>[]) {
  let sets = before;
  for (const [name, expected] of Object.entries(pattern as Pattern)) {
    const here = joined(path, name);
    if (name === "$or" && Array.isArray(expected)) {
      const from = sets;
      sets = expected.flatMap((way) => alternatives(way, path, from));
    } else if (Array.isArray(expected)) {
      const field = fieldOf(here, expected);
      sets = sets.map((fields) => new Map([...fields, [here, field]]));
    } else {
      sets = alternatives(expected, here, sets);
    }
  }
  return sets;
}

function fieldOf(path: string, conditions: readonly Json[]): Field {
  const tests = conditions.map(conditionOf).filter((condition) => typeof condition === "function");
  return { path, tests, mayBeAbsent: tests.length < conditions.length };
}

/**
 * Fields are met in the order of their paths. What is absent is so in the elements that earlier fields were found in: of
 * later ones it knows nothing, and neither does AWS's engine.
 */
function fits(fields: readonly Field[], values: ReadonlyMap<string, readonly Value[]>, places: Places): boolean {
  const [field, ...rest] = fields;
  if (field === undefined) return true;
  const found = (values.get(field.path) ?? []).flatMap(({ value, places: own }) => {
    const together = combined(places, own);
    return together === undefined ? [] : [{ value, places: together }];
  });
  if (field.mayBeAbsent && found.length === 0 && fits(rest, values, places)) return true;
  return found.some(
    (candidate) => field.tests.some((test) => test(candidate.value)) && fits(rest, values, candidate.places),
  );
}

/** The places of both; nothing when they are in two elements of one list. */
function combined(places: Places, more: Places): Places | undefined {
  for (const [array, index] of more) if ((places.get(array) ?? index) !== index) return undefined;
  return more.size === 0 ? places : new Map([...places, ...more]);
}

function collect(node: Json, path: string, places: Places, into: Map<string, Value[]>): void {
  if (Array.isArray(node)) {
    for (const [index, item] of node.entries()) {
      // A plain value of a list goes with any other.
      const own = typeof item === "object" && item !== null ? new Map([...places, [node, index]]) : places;
      collect(item, path, own, into);
    }
  } else if (typeof node === "object" && node !== null) {
    for (const [name, item] of Object.entries(node)) collect(item, joined(path, name), places, into);
  } else {
    into.set(path, [...(into.get(path) ?? []), { value: node, places }]);
  }
}

function joined(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/** Names each place of a pattern that AWS refuses or `matches` does not implement; it is refused where it is given. */
export function unsupportedIn(pattern: Json, path = ""): string[] {
  const here = path || "pattern";
  if (!isObject(pattern)) return [`${here}: not an object`];
  if (Object.keys(pattern).length === 0) return [`${here}: an empty object`];
  return Object.entries(pattern).flatMap(([name, expected]) => {
    const at = joined(path, name);
    if (name === "$or") return unsupportedWays(expected, path, at);
    if (!Array.isArray(expected)) return unsupportedIn(expected, at);
    if (expected.length === 0) return [`${at}: an empty list`];
    return expected
      .map(conditionOf)
      .flatMap((condition) => ("refused" in condition ? [`${at}: ${condition.refused}`] : []));
  });
}

function unsupportedWays(ways: Json, path: string, at: string): string[] {
  if (!Array.isArray(ways) || ways.length < 2) return [`${at}: less than two objects`];
  return ways.flatMap((way) => unsupportedIn(way, path));
}

function isObject(value: Json): value is Pattern {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
