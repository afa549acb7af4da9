import { describe, expect, it } from "vitest";
import { logFilter } from "./log-filter.ts";

const line = JSON.stringify({ method: "GET", path: "/v1/orders/ord_1", status: "403", latency: 12 });

// Source: CloudWatch Logs user guide, "Filter pattern syntax for metric filters, subscription filters".
describe("logFilter", () => {
  it.each([
    ["", true],
    ['{ $.status = "403" }', true],
    ['{ $.path = "/v1/orders/ord_1" }', true],
    ['{ $.path = "/v1/orders" }', false],
    ['{ $.method = "GET" && $.status = "200" }', false],
    ['{ $.method = "POST" && $.status = "403" || $.method = "GET" && $.status = "403" }', true],
    ['{ $.absent = "x" }', false],
    ['{ $.latency = "12" }', false],
  ])("answers %s with %s", (pattern, passes) => {
    expect(logFilter(pattern)?.(line)).toBe(passes);
  });

  // The page's example of a JSON log event, and its pattern for a string.
  it("passes AWS's example", () => {
    const event = JSON.stringify({ eventType: "UpdateTrail", sourceIPAddress: "111.111.111.111", errorMessage: null });
    expect(logFilter('{ $.eventType = "UpdateTrail" }')?.(event)).toBe(true);
    expect(logFilter('{ $.eventType = "CreateTrail" }')?.(event)).toBe(false);
  });

  it("lets no line pass that is no JSON object", () => {
    expect(logFilter('{ $.a = "x" }')?.("START RequestId")).toBe(false);
    expect(logFilter('{ $.a = "x" }')?.("[]")).toBe(false);
  });

  it.each([
    "[ip, user]",
    "ERROR",
    "{ $.a > 5 }",
    '{ $.a != "x" }',
    '{ $.a = "x*" }',
    '{ $.a.b = "x" }',
    '{ ($.a = "x") }',
  ])("does not know %s", (pattern) => {
    expect(logFilter(pattern)).toBeUndefined();
  });
});
