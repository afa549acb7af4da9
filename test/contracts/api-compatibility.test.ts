import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openApiDocument } from "../../infra/cdk/openapi.ts";
import { type Break, breaksBetween, missingOasdiff, undeclared } from "../support/api-breaks.ts";
import { baseOf } from "../support/merge-base.ts";

const root = join(import.meta.dirname, "../..");
const before = JSON.stringify(openApiDocument());

/** What breaks when the description is changed: `at` names a place in it, and `change` what stands there then. */
function breaksAfter<Node>(at: readonly string[], change: (node: Node) => void): readonly Break[] {
  const after = JSON.parse(before);
  change(at.reduce((node, name) => node[name], after));
  return breaksBetween(before, JSON.stringify(after));
}

type Schema = { properties: Record<string, object>; required: string[] };
type Operation = { parameters: { name: string }[]; responses: Record<string, object>; security: object[] };

const cartCreation = ["components", "schemas", "CartCreation"];
const listProducts = ["paths", "/v1/products", "get"];

/** Go is no requirement of the house, nor is a network beyond npm's registry. */
const missing = missingOasdiff();

describe.skipIf(missing !== undefined)(`the API's description, compared by oasdiff. ${missing ?? ""}`, () => {
  it("breaks nothing that clients count on, but what docs/breaking-changes.md tells anew", () => {
    const { says, filesIn } = baseOf(root);
    const docs = filesIn("docs");
    const breaks = breaksBetween(docs.get("openapi.json") ?? before, before);
    const papers = {
      before: docs.get("breaking-changes.md") ?? "",
      after: readFileSync(join(root, "docs/breaking-changes.md"), "utf8"),
    };
    expect(undeclared(breaks, papers), `compared with ${says}`).toEqual([]);
  });

  it("may get a route, a field of an answer, and a field of a body that may be left out", () => {
    const additions = [
      breaksAfter(["paths"], (paths: Record<string, object>) => {
        paths["/v1/later"] = { get: { responses: { 204: { description: "Later." } } } };
      }),
      breaksAfter(["components", "schemas", "Cart"], ({ properties }: Schema) => {
        properties["later"] = { type: "string" };
      }),
      breaksAfter(cartCreation, ({ properties }: Schema) => {
        properties["later"] = { type: "string" };
      }),
    ];
    expect(additions).toEqual([[], [], []]);
  });

  it("does not lose a route, a parameter or who may call", () => {
    const route = "GET /v1/products";
    const losses = [
      breaksAfter(["paths", "/v1/products"], (methods: { get?: object }) => {
        delete methods.get;
      }),
      breaksAfter(listProducts, ({ parameters }: Operation) => {
        const at = parameters.findIndex(({ name }) => name === "limit");
        parameters.splice(at, 1);
      }),
      breaksAfter(listProducts, (operation: Operation) => {
        operation.security = [{ staff: [] }];
      }),
    ];
    expect(losses).toEqual(losses.map(() => [{ route, says: expect.any(String) }]));
  });

  it("neither asks for more nor promises less", () => {
    const losses = [
      breaksAfter(cartCreation, (schema: Schema) => {
        schema.properties["now"] = { type: "string" };
        schema.required = [...(schema.required ?? []), "now"];
      }),
      breaksAfter(["components", "schemas", "Money"], (schema: Schema) => {
        schema.required = ["amount"];
      }),
      breaksAfter(["components", "schemas", "Money", "properties"], (properties: Schema["properties"]) => {
        properties["amount"] = { type: "string" };
      }),
    ];
    expect(losses.map((found) => found.length > 0)).toEqual([true, true, true]);
  });
});

describe("a break that is intended", () => {
  const lost: Break = { route: "GET /v1/orders", says: "is gone" };
  const narrowed: Break = { route: "POST /v1/carts", schema: "Money", says: "the currency may be missing" };
  const earlier = "# Breaking changes\n\n- `GET /v1/orders` has no `status` any more.\n";
  const told = (item: string) => ({ before: earlier, after: `${earlier}- ${item}\n` });

  it("is told by a new item that names the route or the schema, over several lines if need be", () => {
    expect(undeclared([lost, narrowed], told("`GET /v1/orders` is gone, and of\n  `Money` the currency."))).toEqual([]);
  });

  it("is not told by an item of an earlier break, or of another", () => {
    expect(undeclared([lost], { before: earlier, after: earlier })).toEqual([lost]);
    expect(undeclared([lost, narrowed], told("`GET /v1/carts` is gone."))).toEqual([lost, narrowed]);
  });
});
