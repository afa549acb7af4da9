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
  it("is the declaration together with what makes its handler", async () => {
    const route = defineRoute(
      "GET /v1/things",
      {
        summary: "Lists things.",
        rule: "public",
        answers: { 200: z.strictObject({ count: z.int() }) },
      },
      (ports: { readonly count: number }) => async () => ok({ count: ports.count }),
    );
    expect(route).toMatchObject({ method: "GET", path: "/v1/things", rule: "public" });
    expect(await route.create({ count: 2 }, {} as never)({} as never)).toEqual({ status: 200, body: { count: 2 } });
  });
});
