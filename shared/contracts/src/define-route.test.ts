import { describe, expect, it } from "vitest";
import * as z from "zod";
import { created, defineRoute, etag, ok } from "./define-route.ts";

describe("answers", () => {
  it("ok is 200, with headers only where there are any", () => {
    expect(ok({ a: 1 })).toEqual({ status: 200, body: { a: 1 } });
    expect(ok({ a: 1 })).not.toHaveProperty("headers");
    expect(ok({ a: 1 }, etag(3))).toEqual({ status: 200, body: { a: 1 }, headers: { etag: '"3"' } });
  });

  it("created is 201 and says where", () => {
    expect(created({ a: 1 }, "/v1/things/1", etag(1))).toEqual({
      status: 201,
      body: { a: 1 },
      headers: { location: "/v1/things/1", etag: '"1"' },
    });
  });
});

describe("defineRoute", () => {
  it("is the target and the declaration together with the handler", async () => {
    const route = defineRoute(
      "GET /v1/things",
      {
        summary: "Lists things.",
        rule: "public",
        answers: { 200: z.strictObject({ count: z.int() }) },
      },
      async (_request, ports: { readonly count: number }) => ok({ count: ports.count }),
    );
    expect(route).toMatchObject({ method: "GET", path: "/v1/things", rule: "public" });
    expect(route).not.toHaveProperty("params");
    expect(await route.handle({} as never, { count: 2 }, {} as never)).toEqual({ status: 200, body: { count: 2 } });
  });

  it("takes its parameters from the path, and a page's query from being paged", async () => {
    const route = defineRoute(
      "GET /v1/orders/{orderId}/things",
      { summary: "Lists things.", rule: "public", answers: { 200: z.string() }, paged: true },
      async ({ params, query }) => ok(`${params.orderId} ${query.limit}`),
    );
    const orderId = "ord_01kaq3v8e0m4t6w8y0a2c4e6g8";
    expect(route.params?.safeParse({ orderId }).success).toBe(true);
    expect(route.params?.safeParse({ orderId: "crt_1" }).success).toBe(false);
    expect(route.params?.safeParse({ orderId, sku: "TEE" }).success).toBe(false);
    expect(route.query?.parse({})).toEqual({ limit: 25 });
  });

  it("refuses a path with a parameter that means nothing", () => {
    const declaration = { summary: "Reads.", rule: "public", answers: { 200: z.string() } } as const;
    expect(() => defineRoute("GET /v1/things/{thingId}", declaration, async () => ok(""))).toThrow(
      "No path has a parameter called thingId: /v1/things/{thingId}",
    );
  });
});
