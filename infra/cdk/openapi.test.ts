import type { Route } from "@millrace/contracts/define-route";
import type { JsonSchema } from "@millrace/contracts/interoperable";
import { statusOf } from "@millrace/kernel/errors";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { openapiOf } from "./openapi.ts";
import { exampleOf } from "./openapi-examples.ts";
import { createSchemas, mapSchema } from "./openapi-schemas.ts";
import { services } from "./services.ts";

type Parameter = { readonly name?: string; readonly in?: string; readonly $ref?: string; readonly schema?: JsonSchema };
type Content = {
  readonly content: Readonly<Record<string, { readonly schema: JsonSchema; readonly example: unknown }>>;
};
type Operation = {
  readonly operationId: string;
  readonly "x-millrace-rule": string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<
    Record<string, Partial<Content> & { readonly $ref?: string; readonly description?: string }>
  >;
};
type Document = {
  readonly servers: readonly [{ readonly url: string }];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
};

// What goes over the wire and comes back: whatever is undefined is not there.
const document = JSON.parse(JSON.stringify(openapiOf(services))) as Document;

const operations = services.flatMap(({ routes }) =>
  Object.entries(routes).map(([name, route]) => {
    const operation = document.paths[route.path]?.[route.method.toLowerCase()];
    if (operation === undefined) throw new Error(`${name} is not described.`);
    return { name, route, operation };
  }),
);

const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }), ["date-time", "email", "uri"]);
ajv.addSchema({ $id: "openapi", ...document });
/** Where `#/…` leads from inside the document. */
function within(schema: JsonSchema): JsonSchema {
  return mapSchema(schema, ({ $ref, ...rest }) =>
    typeof $ref === "string" ? { ...rest, $ref: `openapi${$ref}` } : rest,
  );
}

function contentsOf({ requestBody, responses }: Operation) {
  return [requestBody, ...Object.values(responses)].flatMap((part) => Object.entries(part?.content ?? {}));
}

function resolve(ref: string): unknown {
  return ref
    .replace("#/", "")
    .split("/")
    .reduce<unknown>((node, name) => (node as Readonly<Record<string, unknown>> | undefined)?.[name], document);
}

function refsIn(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(refsIn);
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => (name === "$ref" ? [String(value)] : refsIn(value)));
}

function ownStatuses(route: Route) {
  return Object.keys(route.answers);
}

describe("openapiOf", () => {
  it("describes every route of every service once, under a name of its own", () => {
    const described = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(described).toHaveLength(operations.length);
    expect(new Set(described.map(({ operationId }) => operationId)).size).toBe(operations.length);
  });

  it("refers only to what is there", () => {
    const refs = refsIn(document);
    expect(refs.length).toBeGreaterThan(0);
    for (const ref of refs) expect(resolve(ref), ref).toBeDefined();
  });

  it("names each kind of thing once", () => {
    expect(Object.keys(document.components["schemas"] ?? {})).toEqual(
      expect.arrayContaining(["Cart", "CartLine", "Money", "Problem"]),
    );
  });
});

/** Every schema of the document, at every depth. */
function schemasIn(node: unknown): readonly JsonSchema[] {
  if (Array.isArray(node)) return node.flatMap(schemasIn);
  if (typeof node !== "object" || node === null) return [];
  return [
    node as JsonSchema,
    ...Object.entries(node).flatMap(([name, value]) => (name === "example" ? [] : schemasIn(value))),
  ];
}

describe("the document in the hands of generators", () => {
  const schemas = schemasIn(document);
  const patterns = new Set(schemas.flatMap(({ pattern }) => (typeof pattern === "string" ? [pattern] : [])));

  /** JSON Schema Core 2020-12, §6.4: characters, simple classes, quantifiers, anchors, groups, alternatives. */
  const simple = String.raw`[^\\[\](){}.*+?|^$\p{Cc}]|\[\^?[^\\[\]^\p{Cc}]+\]`;
  const subset = new RegExp(String.raw`^(?:(?:${simple}|[(|)^$])(?:[*+?]|\{\d+(?:,\d*)?\})?\??)+$`, "u");

  it.each([...patterns])("has a pattern that every engine reads alike: %s", (pattern) => {
    expect(pattern).toMatch(subset);
    expect(pattern).not.toMatch(/\(\?/);
    expect(() => [new RegExp(pattern), new RegExp(pattern, "u")]).not.toThrow();
  });

  it("says of every integer how wide it is", () => {
    const integers = schemas.filter(({ type }) => type === "integer");
    expect(integers.length).toBeGreaterThan(0);
    for (const { format, minimum = 0, maximum = 0 } of integers) {
      const isWide = Math.max(Math.abs(Number(minimum)), Number(maximum)) > 2 ** 31 - 1;
      expect(format).toBe(isWide ? "int64" : "int32");
    }
    expect(document.components["schemas"]?.["Money"]).toMatchObject({ properties: { amount: { format: "int64" } } });
  });

  it("has no default that a language would have to write as a list or a map", () => {
    const defaults = schemas.flatMap(({ default: usual }) => (usual === undefined ? [] : [usual]));
    const answers = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map(({ responses }) => responses["default"]),
    );
    expect(defaults.filter((usual) => typeof usual === "object" && !answers.includes(usual as never))).toEqual([]);
  });

  it("names its schemas so that no language takes two for one, or for a word of its own", () => {
    const names = Object.keys(document.components["schemas"] ?? {});
    const operationIds = operations.map(({ name }) => name);
    const folded = [
      ...names,
      // What generators call bodies and answers without a name.
      ...operationIds.flatMap((id) => [`${id}Request`, `${id}Response`]),
      // Go makes a function `NewCart` of a schema `Cart`.
      ...names.map((name) => `New${name}`),
    ].map((name) => name.toLowerCase());
    expect(folded.filter((name, index) => folded.indexOf(name) !== index)).toEqual([]);
    const reserved =
      /^(api|class|configuration|default|enum|error|exception|file|function|import|interface|list|map|model|object|package|record|request|response|return|string|type)$/i;
    expect(names.filter((name) => reserved.test(name) || !/^[A-Z][A-Za-z0-9]*$/.test(name))).toEqual([]);
  });

  it("is served from where it is read, with the stage or the path of a domain before it", () => {
    const [{ url }] = document.servers;
    const baseOf = (address: string) => new URL(url, address).href;
    expect(baseOf("https://id.execute-api.eu-west-1.amazonaws.com/prod/v1/openapi.json")).toBe(
      "https://id.execute-api.eu-west-1.amazonaws.com/prod/",
    );
    expect(baseOf("http://127.0.0.1:4000/v1/openapi.json")).toBe("http://127.0.0.1:4000/");
  });

  it("promises nothing of X-Correlation-Id that a call would be refused for", () => {
    expect(document.components["parameters"]?.["CorrelationId"]).toMatchObject({ schema: { type: "string" } });
    expect(document.components["parameters"]?.["CorrelationId"]?.["schema"]).not.toHaveProperty("pattern");
  });
});

describe.each(operations)("$route.method $route.path", ({ route, operation }) => {
  it("names every parameter of its path, and no other", () => {
    const inPath = operation.parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name);
    const [...names] = route.path.matchAll(/\{(\w+)\}/g);
    expect(inPath.sort()).toEqual(names.map(([, name]) => name).sort());
  });

  it("states who may call it, and by which tokens", () => {
    expect(operation["x-millrace-rule"]).toBe(route.rule);
    expect(operation.security.length === 0).toBe(route.rule === "public");
    for (const scheme of operation.security.flatMap((one) => Object.keys(one))) {
      expect(document.components["securitySchemes"]).toHaveProperty(scheme);
    }
  });

  it("states the answers of its declaration, the refusals it lists, and those that follow from it", () => {
    const statuses = Object.keys(operation.responses);
    expect(statuses).toEqual(expect.arrayContaining([...ownStatuses(route), "429", "500", "503", "default"]));
    for (const { kind, code } of route.refusals ?? []) {
      expect(operation.responses[statusOf[kind]]?.description).toContain(code);
    }
    expect(statuses.includes("401")).toBe(route.rule !== "public");
    expect(statuses.includes("412")).toBe(route.ifMatch !== undefined);
    expect(statuses.includes("304")).toBe(route.method === "GET");
    if (route.body !== undefined) expect(statuses).toContain("400");
  });

  it("asks for the headers it needs", () => {
    const refs = operation.parameters.flatMap(({ $ref }) => $ref ?? []);
    expect(refs.includes("#/components/parameters/KeyRequired")).toBe(route.idempotency === "required");
    expect(refs.includes("#/components/parameters/IfMatch")).toBe(route.ifMatch !== undefined);
    expect(refs.includes("#/components/parameters/IfNoneMatch")).toBe(route.method === "GET");
  });

  it("gives an example of everything, which its schema takes", () => {
    for (const [, { schema, example }] of contentsOf(operation)) {
      const validate = ajv.compile(within(schema));
      validate(example);
      expect(validate.errors ?? [], JSON.stringify(example)).toEqual([]);
    }
  });

  it("gives an example of its body that the route itself takes", () => {
    for (const [, { example }] of Object.entries(operation.requestBody?.content ?? {})) {
      expect(route.body?.safeParse(example).error).toBeUndefined();
    }
  });

  it("takes no field that it does not name", () => {
    for (const [, { schema }] of Object.entries(operation.requestBody?.content ?? {})) {
      const validate = ajv.compile(within(schema));
      const example = exampleOf(schema, document.components["schemas"] ?? {});
      expect(validate({ ...(example as object), unheardOf: true })).toBe(false);
    }
  });
});

describe("createSchemas", () => {
  const named = z.strictObject({ size: z.int().default(1), properties: z.string() }).meta({ id: "Named" });

  it("keeps apart what one name means on the way in and on the way out", () => {
    const schemas = createSchemas();
    expect(schemas.outputOf(named)).toEqual({ $ref: "#/components/schemas/Named" });
    expect(schemas.inputOf(z.array(named))).toMatchObject({ items: { $ref: "#/components/schemas/NamedInput" } });
    expect(Object.keys(schemas.components())).toEqual(["Named", "NamedInput"]);
    expect(schemas.components()["Named"]).toMatchObject({ required: ["size", "properties"] });
    expect(schemas.components()["NamedInput"]).toMatchObject({ required: ["properties"] });
  });

  it("keeps one schema for one shape", () => {
    const schemas = createSchemas();
    const plain = z.strictObject({ size: z.int() }).meta({ id: "Plain" });
    schemas.outputOf(plain);
    expect(schemas.inputOf(plain)).toEqual({ $ref: "#/components/schemas/Plain" });
    expect(Object.keys(schemas.components())).toEqual(["Plain"]);
  });
});
