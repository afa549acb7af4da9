import { readFileSync } from "node:fs";
import { join } from "node:path";
import { detailOf, type EventContract, isForeign } from "@millrace/contracts/define-event";
import { exampleFactOf } from "@millrace/contracts/example-fact";
import { schemaFileOf } from "@millrace/contracts/json-schema";
import { eventContracts } from "@millrace/contracts/registry";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { services } from "../../infra/cdk/services.ts";

const folder = join(import.meta.dirname, "../../shared/contracts/schemas");

/** A consumer's view of a fact, by its own validator and the committed file alone. */
function validatorOf(contract: EventContract) {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, keywords: ["example"] });
  addFormats.default(ajv);
  return ajv.compile(JSON.parse(readFileSync(join(folder, schemaFileOf(contract)), "utf8")));
}

type Path = readonly (string | number)[];

/** Every place in a value, from the outside in. */
function placesIn(value: unknown, path: Path = []): readonly Path[] {
  return typeof value === "object" && value !== null
    ? [
        ...(path.length > 0 ? [path] : []),
        ...Object.entries(value).flatMap(([key, inner]) =>
          placesIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
        ),
      ]
    : [path];
}

/** A copy with one place changed; `undefined` takes it away. */
function changed(value: unknown, [key, ...rest]: Path, to: unknown): unknown {
  if (key === undefined) return to;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  const inner = changed((value as Record<string | number, unknown>)[key], rest, to);
  if (inner === undefined && Array.isArray(copy)) copy.splice(Number(key), 1);
  else Object.assign(copy, { [key]: inner });
  return JSON.parse(JSON.stringify(copy));
}

describe.each(eventContracts)("$name, version $version", (contract) => {
  const accepts = validatorOf(contract);
  const reads = detailOf(contract);
  const detail = exampleFactOf(contract);

  it("is published by the one service that it names", () => {
    const publishers = services.filter(({ publishes }) => publishes.includes(contract)).map(({ name }) => name);
    expect(publishers).toEqual([contract.service]);
  });

  it("matches its committed JSON Schema by its example, also with fields that are added later", () => {
    expect([accepts(detail), accepts.errors]).toEqual([true, null]);
    const later = placesIn(detail)
      .filter((path) => typeof path.at(-1) === "string")
      .map((path) => changed(detail, [...path.slice(0, -1), "addedLater"], { any: ["thing"] }));
    expect(later.filter((fact) => !accepts(fact) || !reads.safeParse(fact).success)).toEqual([]);
  });

  it("is judged alike by its schema file and its own schema, whatever is wrong in one place", () => {
    const wrong = [undefined, null, "", "x", "#", -1, 0.5, 0, 2 ** 53, [], {}, true];
    const facts = placesIn(detail).flatMap((path) =>
      wrong.map((to) => ({ path, to, fact: changed(detail, path, to) })),
    );
    const differing = facts
      .filter(({ fact }) => accepts(fact) !== reads.safeParse(fact).success)
      // JSON Schema cannot say which currencies exist, or that each is named once.
      .filter(({ path }) => path.at(-1) !== "currency");
    expect(differing).toEqual([]);
    expect(facts.filter(({ fact }) => !accepts(fact)).length).toBeGreaterThan(placesIn(detail).length);
  });
});

describe("every service", () => {
  it.each(services)("$name publishes only facts of its own that the registry knows", ({ name, publishes }) => {
    expect(publishes.filter((contract) => contract.service !== name || !eventContracts.includes(contract))).toEqual([]);
  });

  it.each(services)("$name reacts to a fact once", ({ reactions }) => {
    const names = Object.values(reactions).map(({ to }) => to.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(services)("$name reacts to what AWS tells without what it does not need to know", ({ reactions }) => {
    const foreign = Object.values(reactions)
      .map(({ to }) => to)
      .filter(isForeign);
    expect(foreign.filter(({ data, example }) => !data.safeParse({ ...example, unknown: 1 }).success)).toEqual([]);
  });
});
