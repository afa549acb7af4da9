import { describe, expect, it } from "vitest";
import { defineRefusal, Refusal, type RefusalType, statusOf } from "./errors.ts";
import * as common from "./refusals.ts";

describe("statusOf", () => {
  it("gives each kind its own status, the ones callers are promised", () => {
    expect(Object.values(statusOf)).toEqual([400, 401, 403, 404, 409, 412, 422, 429, 503]);
  });
});

describe("defineRefusal", () => {
  const CartClosed = defineRefusal("conflict", "cart.closed", "The cart was checked out.");

  it("shows its declaration without being thrown", () => {
    const { kind, code, title } = CartClosed;
    expect({ kind, code, title }).toEqual({
      kind: "conflict",
      code: "cart.closed",
      title: "The cart was checked out.",
    });
  });

  it("makes an error that knows its declaration, its detail and its facts", () => {
    const details = { errors: [{ field: "body.lines", reason: "is empty" }], members: { orderId: "ord_1" } };
    const refusal = CartClosed("It became order ord_1.", details);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toBeInstanceOf(Error);
    expect(refusal.message).toBe("It became order ord_1.");
    expect(refusal.name).toBe("Refusal");
    expect(refusal.declaration).toEqual({ kind: "conflict", code: "cart.closed", title: "The cart was checked out." });
    expect(refusal.details).toEqual(details);
    expect(refusal.stack).toContain("errors.test.ts");
  });

  it("says its title where nobody says more", () => {
    expect(CartClosed().message).toBe("The cart was checked out.");
    expect(CartClosed().details).toEqual({});
  });
});

describe("the common refusals", () => {
  const refusals: readonly RefusalType[] = Object.values(common);

  it("have distinct, dotted codes in lower case", () => {
    const codes = refusals.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => !/^[a-z]+\.[a-z_]+$/.test(code))).toEqual([]);
  });

  it("have the statuses that callers rely on", () => {
    expect(Object.fromEntries(refusals.map(({ code, kind }) => [code, statusOf[kind]]))).toMatchObject({
      "request.malformed": 400,
      "request.invalid": 400,
      "idempotency.key_required": 400,
      "idempotency.key_reused": 422,
      "cursor.invalid": 400,
      "caller.unauthenticated": 401,
      "caller.forbidden": 403,
      "route.not_found": 404,
      "version.required": 400,
      "version.mismatch": 412,
      "caller.throttled": 429,
      "service.busy": 503,
      "cart.changed": 409,
    });
  });

  it("say whole sentences", () => {
    expect(refusals.filter(({ title }) => !/^[A-Z].*\.$/.test(title))).toEqual([]);
  });
});
