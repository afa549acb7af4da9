import { money } from "@millrace/kernel/money";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sandbox } from "./sandbox.ts";

const request = { key: "ord_1.1", paymentId: "pay_1", amount: money(100, "EUR") };

describe("the sandbox provider", () => {
  it("gives the same key the same authorization, and another key another", async () => {
    const first = await sandbox.authorize({ ...request, token: "tok_ok" });
    expect(await sandbox.authorize({ ...request, token: "tok_ok" })).toEqual(first);
    expect(await sandbox.authorize({ ...request, key: "ord_2.1", token: "tok_ok" })).not.toEqual(first);
  });

  it("answers each token as its name says", async () => {
    expect(await sandbox.authorize({ ...request, token: "tok_declined" })).toMatchObject({ outcome: "failed" });
    expect(await sandbox.authorize({ ...request, token: "tok_requires_action" })).toEqual({
      outcome: "requires_action",
    });
  });

  it("declines whatever else a token may be", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "toString")),
        async (token) => {
          fc.pre(!token.startsWith("tok_"));
          expect(await sandbox.authorize({ ...request, token })).toEqual({ outcome: "failed", reason: "declined" });
        },
      ),
    );
  });
});
