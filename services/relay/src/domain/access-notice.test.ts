import { describe, expect, it } from "vitest";
import { noticeOf } from "./access-notice.ts";

const noticed = new Set(["POST /v1/products"]);

function line(changes: Readonly<Record<string, string>> = {}): string {
  return JSON.stringify({
    requestId: "req-1",
    traceId: "1-6b02d079-0123456789abcdef01234567",
    time: "23/Nov/2026:09:30:00 +0000",
    principal: "-",
    sub: "11111111-1111-1111-1111-111111111111",
    clientId: "app",
    method: "POST",
    resourcePath: "/v1/products",
    path: "/v1/products",
    status: "201",
    latency: "12",
    errorType: "-",
    ...changes,
  });
}

describe("noticeOf", () => {
  it("tells a call of a noticed route", () => {
    expect(noticeOf(line(), noticed)).toEqual({
      type: "access.granted",
      requestId: "req-1",
      traceId: "1-6b02d079-0123456789abcdef01234567",
      at: "23/Nov/2026:09:30:00 +0000",
      actor: "cus_11111111-1111-1111-1111-111111111111",
      route: "POST /v1/products",
      path: "/v1/products",
      status: 201,
      reason: undefined,
    });
  });

  it.each([
    ["another route", { resourcePath: "/v1/carts" }],
    ["another method of the route", { method: "GET" }],
    ["a refusal by the handler", { resourcePath: "/v1/carts", status: "403" }],
    ["a failure of the gateway", { resourcePath: "/v1/carts", status: "504", errorType: "INTEGRATION_TIMEOUT" }],
  ])("is silent about %s", (_, changes) => {
    expect(noticeOf(line(changes), noticed)).toBeUndefined();
  });

  it("tells every refusal at the gateway, also of nobody", () => {
    const refusal = { resourcePath: "/v1/carts", status: "401", errorType: "UNAUTHORIZED", sub: "-", clientId: "-" };
    expect(noticeOf(line(refusal), noticed)).toMatchObject({
      type: "access.refused",
      actor: undefined,
      status: 401,
      reason: "UNAUTHORIZED",
    });
  });

  it.each([
    ["a guest", { principal: "gst_1", sub: "-", clientId: "-" }, "gst_1"],
    ["a machine", { sub: "erp", clientId: "erp" }, "machine/erp"],
  ])("names %s as the journal does", (_, changes, actor) => {
    expect(noticeOf(line(changes), noticed)?.actor).toBe(actor);
  });

  it("throws on what is no line of the access log", () => {
    expect(() => noticeOf("hello", noticed)).toThrow(SyntaxError);
    expect(() => noticeOf("{}", noticed)).toThrow();
  });
});
