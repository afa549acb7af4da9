import { originRulesOf } from "@millrace/contracts/cors";
import { ok } from "@millrace/contracts/define-route";
import { defineRefusal } from "@millrace/kernel/errors";
import { afterEach, describe, expect, it, vi } from "vitest";
import { lambdaContext } from "../../../test/support/lambda-context.ts";
import { thingEvent, thingRoute } from "../../../test/support/served-thing.ts";
import { allowedOrigins, corsHeaders } from "./cors.ts";
import { httpHandler, serve } from "./http.ts";

const rules = originRulesOf("https://shop.example,http://localhost:*");
const Refused = defineRefusal("conflict", "thing.refused", "No.");

afterEach(() => vi.unstubAllEnvs());

describe("corsHeaders", () => {
  it("are none where no origin is allowed", () => {
    expect(corsHeaders([], "https://shop.example")).toEqual({});
  });

  it("name the page's origin and what it may read, to an allowed page", () => {
    expect(corsHeaders(rules, "http://localhost:5173")).toEqual({
      vary: "Origin",
      "access-control-allow-origin": "http://localhost:5173",
      "access-control-expose-headers":
        "ETag, Location, Content-Location, Retry-After, Idempotency-Replayed, X-Request-Id, X-Amzn-Trace-Id",
    });
  });

  it.each(["https://evil.example", undefined])("tell caches alone that origins differ, to %s", (origin) => {
    expect(corsHeaders(rules, origin)).toEqual({ vary: "Origin" });
  });
});

describe("allowedOrigins", () => {
  it("are what the deployment says, or none", () => {
    expect(allowedOrigins()).toEqual([]);
    vi.stubEnv("ALLOWED_ORIGINS", "https://shop.example");
    expect(allowedOrigins()).toEqual([{ exactly: "https://shop.example" }]);
  });
});

describe("the HTTP chain", () => {
  it.each([
    ["a success", async () => ok({ name: "a", count: 1 }), 200],
    ["a refusal", async () => Promise.reject(Refused()), 409],
    ["a bug", async () => Promise.reject(new TypeError("bug")), 500],
  ])("lets an allowed page read %s", async (_, handle, status) => {
    const ports = { now: () => new Date(0), handle };
    const handler = httpHandler(serve({ makeThing: thingRoute() }, ports), rules);
    const answer = await handler(
      thingEvent({ headers: { Origin: "https://shop.example" } }),
      lambdaContext("thing-api"),
    );
    expect(answer).toMatchObject({
      statusCode: status,
      headers: { "access-control-allow-origin": "https://shop.example", vary: "Origin" },
    });
  });
});
