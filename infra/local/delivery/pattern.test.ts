import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matches, type Pattern, unsupportedIn } from "./pattern.ts";
import { askedCases } from "./pattern-cases.fixture.ts";

const event = {
  source: "millrace.orders",
  "detail-type": "order.placed",
  region: "us-east-1",
  detail: {
    state: "running",
    "c-count": 3,
    total: 0,
    note: "",
    nothing: null,
    tags: ["gift", "b2b"],
    none: [],
    lines: [
      { sku: "a", quantity: 1 },
      { sku: "b", quantity: 5 },
    ],
    limits: { high: 10 },
    "x-limit": 3.018e2,
  },
};

// The examples of the table in EventBridge user guide, "Comparison operators for use in event patterns".
describe("AWS's examples", () => {
  it.each([
    [
      "And",
      { Location: ["New York"], Day: ["Monday"] },
      { Location: "New York", Day: "Monday" },
      { Location: "New York" },
    ],
    ["Begins with", { Region: [{ prefix: "us-" }] }, { Region: "us-east-1" }, { Region: "eu-west-1" }],
    ["Empty", { LastName: [""] }, { LastName: "" }, { LastName: "Liddell" }],
    ["Equals", { Name: ["Alice"] }, { Name: "Alice" }, { Name: "alice" }],
    ["Exists", { ProductName: [{ exists: true }] }, { ProductName: "" }, {}],
    ["Does not exist", { ProductName: [{ exists: false }] }, {}, { ProductName: null }],
    ["Null", { UserID: [null] }, { UserID: null }, {}],
    ["Or", { PaymentType: ["Credit", "Debit"] }, { PaymentType: "Debit" }, { PaymentType: "Cash" }],
  ])("%s", (_, pattern, yes, no) => {
    expect([matches(pattern, yes), matches(pattern, no)]).toEqual([true, false]);
  });
});

const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const document = fc.letrec((tie) => ({
  node: fc.dictionary(fc.string({ minLength: 1 }), fc.oneof({ depthSize: "small" }, leaf, tie("node")), { minKeys: 1 }),
})).node as fc.Arbitrary<Record<string, unknown>>;
type Tree = { readonly [name: string]: unknown };
function patternOf(tree: Tree, condition: (value: unknown) => unknown): Pattern {
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]) => [
      name,
      typeof value === "object" && value !== null ? patternOf(value as Tree, condition) : [condition(value)],
    ]),
  );
}

describe("any event", () => {
  it("matches the pattern of its own values and of their being there, and not of their absence", () => {
    fc.assert(
      fc.property(document, (event) => {
        expect(
          matches(
            patternOf(event, (value) => value),
            event,
          ),
        ).toBe(true);
        expect(
          matches(
            patternOf(event, () => ({ exists: true })),
            event,
          ),
        ).toBe(true);
        expect(
          matches(
            patternOf(event, () => ({ exists: false })),
            event,
          ),
        ).toBe(false);
        expect(
          matches(
            patternOf(event, () => "another value of no event"),
            event,
          ),
        ).toBe(false);
      }),
    );
  });
});

// Source of all rules here: EventBridge user guide, "Comparison operators for use in event patterns".
describe("matches", () => {
  it.each([
    ["an exact value", { source: ["millrace.orders"] }],
    ["one value of several", { source: ["other", "millrace.orders"] }],
    ["null", { detail: { nothing: [null] } }],
    ["an empty string", { detail: { note: [""] } }],
    ["a number whatever its spelling", { detail: { "x-limit": [301.8] } }],
    ["an element of an array", { detail: { tags: ["b2b"] } }],
    ["an object of an array", { detail: { lines: { sku: ["b"], quantity: [5] } } }],
    ["a prefix", { region: [{ prefix: "us-" }] }],
    ["a leaf that exists", { detail: { "c-count": [{ exists: true }] } }],
    ["a leaf that is null, which exists", { detail: { nothing: [{ exists: true }] } }],
    ["a leaf that does not exist", { detail: { "c-count-2": [{ exists: false }] } }],
    ["a leaf that does not exist in an absent object", { detail: { absent: { leaf: [{ exists: false }] } } }],
    ["an inner node, which does not exist as a leaf", { detail: { limits: [{ exists: false }] } }],
    ["several fields at once", { source: ["millrace.orders"], detail: { tags: ["gift"], total: [0] } }],
  ])("lets through %s", (_, pattern) => {
    expect(matches(pattern, event)).toBe(true);
  });

  it.each([
    ["another value", { source: ["millrace.payments"] }],
    ["a value in another case", { source: ["Millrace.orders"] }],
    ["a number for a string", { detail: { "c-count": ["3"] } }],
    ["one field of two", { source: ["millrace.orders"], region: ["eu-west-1"] }],
    ["a value with another beginning", { region: [{ prefix: "eu-" }] }],
    ["a prefix that is only inside", { source: [{ prefix: "orders" }] }],
    ["two objects of an array together", { detail: { lines: { sku: ["a"], quantity: [5] } } }],
    ["an empty array that should exist", { detail: { none: [{ exists: true }] } }],
    ["an inner node that should exist as a leaf", { detail: { limits: [{ exists: true }] } }],
    ["a deeper pattern on a leaf", { source: { name: ["millrace.orders"] } }],
  ])("stops %s", (_, pattern) => {
    expect(matches(pattern, event)).toBe(false);
  });

  // Lambda developer guide, "Using event filtering with a DynamoDB event source": its record and its first pattern.
  it("passes AWS's example of a stream record", () => {
    const Keys = { CustomerName: { S: "AnyCompany Industries" } };
    const pattern = { dynamodb: { Keys: { CustomerName: { S: ["AnyCompany Industries"] } } } };
    expect(matches(pattern, { eventID: "1", dynamodb: { Keys, SequenceNumber: "111" } })).toBe(true);
    expect(matches(pattern, { eventID: "1", dynamodb: { Keys: { CustomerName: { S: "Another" } } } })).toBe(false);
  });

  // The same page: the pattern sees typed attributes.
  it("filters stream records by their typed attributes", () => {
    const pattern = { eventName: ["INSERT"], dynamodb: { NewImage: { __edb_e__: { S: ["journal"] } } } };
    const image = (entity: string) => ({ eventName: "INSERT", dynamodb: { NewImage: { __edb_e__: { S: entity } } } });
    expect(matches(pattern, image("journal"))).toBe(true);
    expect(matches(pattern, image("order"))).toBe(false);
    expect(matches(pattern, { ...image("journal"), eventName: "MODIFY" })).toBe(false);
  });

  it("stops a stream record with a typed attribute that must not exist", () => {
    const pattern = { dynamodb: { NewImage: { seeded: { BOOL: [{ exists: false }] } } } };
    const image = (attributes: object) => ({ dynamodb: { NewImage: attributes } });
    expect(matches(pattern, image({ pk: { S: "1" } }))).toBe(true);
    expect(matches(pattern, image({ pk: { S: "1" }, seeded: { BOOL: true } }))).toBe(false);
  });
});

// Event Ruler is the engine behind EventBridge; test/ruler/regenerate.ts asks it.
describe("AWS's own engine", () => {
  const cases = JSON.parse(readFileSync(`${import.meta.dirname}/pattern-cases.json`, "utf8")) as readonly [
    pattern: Pattern,
    event: unknown,
    answer: "true" | "false" | "refused",
  ][];

  it("says the same of every case in the table", () => {
    const ours = (pattern: Pattern, event: unknown) =>
      unsupportedIn(pattern).length > 0 ? "refused" : String(matches(pattern, event));
    const answers = cases.map(([pattern, event]) => [pattern, event, ours(pattern, event)]);
    expect(answers).toEqual(cases);
  });

  it("was asked what the generator makes now", () => {
    expect(cases.map(([pattern, event]) => [pattern, event])).toEqual(JSON.parse(JSON.stringify(askedCases())));
  });
});

describe("unsupportedIn", () => {
  it("finds nothing in patterns that are implemented", () => {
    const pattern = {
      source: [{ prefix: "millrace." }],
      detail: { a: [null, 1, "x", { exists: false }], $or: [{ b: [{ suffix: "x" }] }, { c: [{ numeric: ["<", 1] }] }] },
    };
    expect(unsupportedIn(pattern)).toEqual([]);
  });

  it.each([
    [{ a: { b: [{ wildcard: "*" }] } }, "a.b: wildcard"],
    [{ a: [{ cidr: "10.0.0.0/24" }] }, "a: cidr"],
    [{ a: [{ "anything-but": { wildcard: "*" } }] }, 'a: anything-but of {"wildcard":"*"}'],
    [{ a: [{ numeric: ["=", "1"] }] }, 'a: numeric of ["=","1"]'],
    [{ a: [{ prefix: 1 }] }, "a: prefix of 1"],
    [{ a: "not a list" }, "a: not an object"],
    [{ a: [] }, "a: an empty list"],
    [{ a: { b: {} } }, "a.b: an empty object"],
    [{}, "pattern: an empty object"],
    [{ $or: [{ a: ["x"] }] }, "$or: less than two objects"],
  ])("names what %j uses, or why AWS refuses it", (pattern, finding) => {
    expect(unsupportedIn(pattern)).toEqual([finding]);
  });
});
