import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate } from "./policy.ts";
import { type Bucket, take } from "./throttle.ts";
import { commonLogTime, renderTemplate } from "./variables.ts";

/** Source: Developer Guide, "Throttle requests to your REST APIs" (token bucket). */
describe("take", () => {
  it("lets a burst pass, then the rate", () => {
    const limit = { rate: 2, burst: 3 };
    const passes = (times: readonly number[]): readonly boolean[] => {
      let bucket: Bucket | undefined;
      return times.map((now) => {
        const next = take(bucket, limit, now);
        bucket = next ?? bucket;
        return next !== undefined;
      });
    };
    expect(passes([0, 0, 0, 0, 499, 500, 500, 1000])).toEqual([true, true, true, false, false, true, false, true]);
  });

  it("never lets more pass than the burst and what came back since", () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 20 }), (waits, rate, burst) => {
        let now = 0;
        let passed = 0;
        let bucket: Bucket | undefined;
        for (const wait of waits) {
          now += wait;
          const next = take(bucket, { rate, burst }, now);
          if (next !== undefined) passed += 1;
          bucket = next ?? bucket;
        }
        expect(passed).toBeLessThanOrEqual(burst + (now / 1000) * rate + 1e-6);
      }),
    );
  });
});

/**
 * Source: IAM User Guide, "Policy evaluation logic"; Developer Guide, "Statement reference of IAM policies for
 * executing API".
 */
describe("evaluate", () => {
  const arn = "arn:aws:execute-api:us-east-1:000000000000:api/dev/POST/v1/carts";
  const statement = (Effect: "Allow" | "Deny", resource: string, action = "execute-api:Invoke") => ({
    Effect,
    Action: [action],
    Resource: [resource],
  });

  it.each([
    ["an exact Allow", [statement("Allow", arn)], "allowed"],
    [
      "an Allow with wildcards",
      [statement("Allow", "arn:aws:execute-api:*:*:api/dev/*/v1/c?rts", "execute-api:*")],
      "allowed",
    ],
    ["an Allow for another method", [statement("Allow", arn.replace("POST", "GET"))], "denied"],
    ["no statement", [], "denied"],
    ["a Deny beside an Allow", [statement("Allow", "*"), statement("Deny", arn)], "explicitly denied"],
    ["an Allow of another action", [statement("Allow", arn, "execute-api:ManageConnections")], "denied"],
    ["a pattern whose dots are no wildcards", [statement("Allow", arn.replace("api/", "ap./"))], "denied"],
  ])("answers %s", (_, Statement, verdict) => {
    expect(evaluate({ Statement }, arn)).toBe(verdict);
  });
});

/** Source: Developer Guide, "Variables for access logging for API Gateway". */
describe("renderTemplate", () => {
  it("fills in single values and leaves a mark for what is missing or no single value", () => {
    const variables = { requestId: "r", authorizer: { claims: { sub: "s" } } };
    const format = "$context.requestId $context.authorizer.claims.sub $context.authorizer.claims $context.status.";
    expect(renderTemplate(format, variables, "-")).toBe("r s - -.");
  });

  it("writes times in the common log format", () => {
    expect(commonLogTime(Date.parse("2026-11-22T10:00:00.000Z"))).toBe("22/Nov/2026:10:00:00 +0000");
  });
});
