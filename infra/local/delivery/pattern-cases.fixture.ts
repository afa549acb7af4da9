import fc from "fast-check";

type Asked = readonly [pattern: unknown, event: unknown];

/** Every pattern against every event of a group. */
function each(patterns: readonly unknown[], events: readonly unknown[]): readonly Asked[] {
  return patterns.flatMap((pattern) => events.map((event): Asked => [pattern, event]));
}

const written = [
  // Absence beside, before and inside lists.
  ...each(
    [
      { a: [{ exists: false }] },
      { a: { b: [{ exists: false }] } },
      { a: { b: [{ exists: false }], c: ["x"] } },
      { a: { b: ["x"], c: [{ exists: false }] } },
      { a: { b: [{ exists: false }, "x"] } },
      { a: { b: [{ exists: true }] } },
      { a: { b: ["x"] }, d: [{ exists: false }] },
    ],
    [
      {},
      { a: null },
      { a: [] },
      { a: {} },
      { a: "x" },
      { a: { b: "x" } },
      { a: [{ b: "x" }, { c: "x" }] },
      { a: [{ c: "x" }, { b: "x" }] },
      { a: [{ b: "x", c: "y" }, { b: "x" }] },
      {
        a: [
          { b: "x", c: "x" },
          { b: "y", c: "x" },
        ],
      },
      { a: [[{ b: "x" }], [{ c: "x" }]] },
      { a: [{ b: [] }, { c: "x" }] },
      { a: { b: "x" }, d: 1 },
    ],
  ),
  // Lists in lists, and what is found together in them.
  ...each(
    [
      { a: [1] },
      { a: ["x"] },
      { a: { b: [1], c: [2] } },
      { a: { b: { d: [1] }, c: [2] } },
      { a: { b: [1] }, e: { b: [1] } },
    ],
    [
      { a: [[1, 2], [3]] },
      { a: [[["x"]]] },
      { a: [[], [[]]] },
      { a: [{ b: 1 }, { c: 2 }] },
      { a: [{ b: 1, c: 2 }] },
      { a: [[{ b: 1 }, { b: 1, c: 2 }]] },
      { a: [[{ b: 1 }], [{ c: 2 }]] },
      { a: [{ b: [{ d: 1 }, { d: 3 }], c: 2 }] },
      { a: [{ b: [{ d: 1 }] }, { c: 2 }] },
      { a: [{ b: 1 }], e: [{ b: 2 }, { b: 1 }] },
      { a: { b: [1, 2], c: [3, 2] } },
    ],
  ),
  // Names with periods.
  ...each(
    [{ "a.b": ["x"] }, { a: { b: ["x"] } }, { "a.b": { c: [{ exists: false }] } }, { "a.b": ["y"], a: { b: ["x"] } }],
    [{ "a.b": "x" }, { a: { b: "x" } }, { a: [{ b: "x" }] }, { a: { "b.c": 1 } }, { "a.b.c": 1 }, { "a.b": { c: 1 } }],
  ),
  // What is refused.
  ...[{}, [], "x", null, { a: [] }, { a: {} }, { a: "x" }, { a: 1 }, { a: null }, { a: true }, { a: [[1]] }].map(
    refusable,
  ),
  ...[{ a: { b: [] } }, { a: { b: {} } }, { a: [{}] }, { a: [{ b: ["x"] }] }, { a: [{ exists: "yes" }] }].map(
    refusable,
  ),
  ...[{ a: [{ prefix: 1 }] }, { a: [{ prefix: "x", suffix: "y" }] }, { a: [{ "anything-but": [] }] }].map(refusable),
  ...[{ a: [{ "anything-but": ["x", 1] }] }, { a: [{ "anything-but": null }] }, { a: [{ numeric: [] }] }].map(
    refusable,
  ),
  ...[
    { a: [{ numeric: ["=", "1"] }] },
    { a: [{ numeric: [">", 5, "<", 1] }] },
    { a: [{ numeric: ["<", 5, ">", 1] }] },
  ].map(refusable),
  ...[{ $or: [] }, { $or: [{ a: ["x"] }] }, { $or: "x" }, { $or: [{ a: ["x"] }, {}] }].map(refusable),
  // Every operator against every kind of value.
  ...each(
    [
      ...["", "x", "X", 1, 0, -1.5, 301.8, true, false, null].map((value) => ({ a: [value] })),
      ...["", "x", "xy"].flatMap((text) => [{ a: [{ prefix: text }] }, { a: [{ suffix: text }] }]),
      ...["x", "Xy"].flatMap((text) => [
        { a: [{ prefix: { "equals-ignore-case": text } }] },
        { a: [{ suffix: { "equals-ignore-case": text } }] },
        { a: [{ "equals-ignore-case": text }] },
        { a: [{ "anything-but": text }] },
        { a: [{ "anything-but": [text, "z"] }] },
        { a: [{ "anything-but": { prefix: text } }] },
        { a: [{ "anything-but": { suffix: text } }] },
        { a: [{ "anything-but": { "equals-ignore-case": text } }] },
        { a: [{ "anything-but": { "equals-ignore-case": [text, "z"] } }] },
      ]),
      ...[{ a: [{ "anything-but": 1 }] }, { a: [{ "anything-but": [1, 2] }] }],
      ...["=", "<", "<=", ">", ">="].map((operator) => ({ a: [{ numeric: [operator, 1] }] })),
      ...[{ a: [{ numeric: [">", 0, "<=", 1] }] }, { a: [{ numeric: [">=", 1, "<", 2] }] }],
      ...[{ a: [{ exists: true }] }, { a: [{ exists: false }] }],
      { $or: [{ a: ["x"] }, { b: [1] }] },
      { b: [1], $or: [{ a: ["x"] }, { a: [{ numeric: [">", 1] }] }] },
    ],
    ["", "x", "X", "xy", "yx", "XY", 1, 1.5, 301.8, "1", true, "true", null, [], ["z", "x"], [1, "1"], { c: 1 }].map(
      (a) => ({
        a,
        b: 1,
      }),
    ),
  ),
];

function refusable(pattern: unknown): Asked {
  return [pattern, { a: "x" }];
}

const name = fc.constantFrom("a", "b", "c", "a.b");
const value = fc.constantFrom("x", "y", 1, 2, true, null);
const event = fc.letrec<{ node: unknown; object: unknown }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    value,
    fc.array(tie("node"), { maxLength: 3 }),
    tie("object"),
  ),
  object: fc.dictionary(name, tie("node"), { maxKeys: 3 }),
})).object;
const condition = fc.oneof(
  value,
  fc.constantFrom({ exists: false }, { exists: true }, { prefix: "x" }, { "anything-but": "x" }, { "anything-but": 1 }),
);
const pattern = fc.letrec<{ node: unknown; object: unknown }>((tie) => ({
  node: fc.oneof({ depthSize: "small" }, fc.array(condition, { minLength: 1, maxLength: 2 }), tie("object")),
  object: fc.dictionary(name, tie("node"), { minKeys: 1, maxKeys: 3 }),
})).object;

/** What is asked: cases of each kind that somebody wrote, and 600 that a seeded generator made of few names and values. */
export function askedCases(): readonly Asked[] {
  return [...written, ...fc.sample(fc.tuple(pattern, event), { seed: 38, numRuns: 600 })];
}
