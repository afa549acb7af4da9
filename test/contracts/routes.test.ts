import type { Route } from "@millrace/contracts/define-route";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { services } from "../../infra/cdk/services.ts";

const routes = services.flatMap(({ name: service, routes: own }) =>
  Object.entries(own).map(([name, route]): { readonly name: string; readonly route: Route } => ({
    name: `${service} ${name}`,
    route,
  })),
);

/** The paths of objects that would take any field, at every depth. */
function openIn(node: unknown, path = "$"): readonly string[] {
  if (typeof node !== "object" || node === null) return [];
  const open = "properties" in node && !("additionalProperties" in node);
  const inner = Object.entries(node).flatMap(([key, value]) => openIn(value, `${path}.${key}`));
  return [...(open ? [path] : []), ...inner];
}

describe("the routes", () => {
  it("are distinct by method and path, whatever their parameters are called", () => {
    const targets = routes.map(({ route }) => `${route.method} ${route.path.replace(/\{\w+\}/g, "{}")}`);
    expect(targets.filter((target, index) => targets.indexOf(target) !== index)).toEqual([]);
  });

  it("are distinct by name within the house, for a key's scope is made of it", () => {
    const names = services.flatMap(({ routes: own }) => Object.keys(own));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe.each(routes)("$name", ({ route }) => {
  it("declares each parameter of its path, and no other", () => {
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
    const declared = route.params instanceof z.ZodObject ? Object.keys(route.params.shape) : [];
    expect(declared.toSorted()).toEqual(inPath.toSorted());
  });

  it("refuses fields that it does not know", () => {
    const schemas = [route.params, route.query, route.body].filter((schema) => schema !== undefined);
    const open = schemas.flatMap((schema) => openIn(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" })));
    expect(open).toEqual([]);
  });

  it("shares no stored answer between strangers: what anybody may call takes no Idempotency-Key", () => {
    if (route.rule === "public" && route.method !== "GET") expect(route.idempotency).toBe("none");
  });

  it("takes an Idempotency-Key where it changes something", () => {
    // No stored answer may hold a ticket, and another ticket changes nothing.
    if (route.path === "/v1/tracking-tickets") return expect(route.idempotency).toBe("none");
    if (route.method !== "GET" && route.rule !== "public") expect(route.idempotency).not.toBe("none");
  });

  it("declares statuses of success, and refusals of its own once each", () => {
    expect(Object.keys(route.answers).filter((status) => !/^20[0-9]$/.test(status))).toEqual([]);
    const codes = (route.refusals ?? []).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it("declares that it is paged exactly where its query takes a cursor", () => {
    const takesCursor = route.query instanceof z.ZodObject && Object.hasOwn(route.query.shape, "cursor");
    expect(route.paged ?? false).toBe(takesCursor);
  });

  it("has no body where it reads", () => {
    if (route.method === "GET") expect(route.body).toBeUndefined();
  });
});
