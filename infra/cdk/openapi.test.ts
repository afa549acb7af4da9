import type { Route } from "@millrace/contracts/define-route";
import { statusOf } from "@millrace/kernel/errors";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { openapiOf } from "./openapi.ts";
import { exampleOf } from "./openapi-examples.ts";
import { createSchemas, type JsonSchema, mapSchema } from "./openapi-schemas.ts";
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
    expect(statuses).toEqual(expect.arrayContaining([...ownStatuses(route), "default"]));
    for (const { kind, code } of route.refusals ?? []) {
      expect(operation.responses[statusOf[kind]]?.description).toContain(code);
    }
    expect(statuses.includes("401")).toBe(route.rule !== "public");
    expect(statuses.includes("412")).toBe(route.ifMatch !== undefined);
    if (route.body !== undefined) expect(statuses).toContain("400");
  });

  it("asks for the headers it needs", () => {
    const refs = operation.parameters.flatMap(({ $ref }) => $ref ?? []);
    expect(refs.includes("#/components/parameters/KeyRequired")).toBe(route.idempotency === "required");
    expect(refs.includes("#/components/parameters/IfMatch")).toBe(route.ifMatch !== undefined);
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
