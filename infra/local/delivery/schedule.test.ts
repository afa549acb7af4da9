import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextDue, periodOf } from "./schedule.ts";

// Source: EventBridge user guide, "Setting a schedule pattern for scheduled rules": rate expressions.
describe("periodOf", () => {
  it.each([
    ["rate(1 minute)", 60_000],
    ["rate(5 minutes)", 300_000],
  ])("reads %s", (expression, period) => {
    expect(periodOf(expression)).toBe(period);
  });

  it.each(["cron(0 12 * * ? *)", "rate(0 minutes)", "rate(1 hour)", undefined])("does not know %s", (expression) => {
    expect(periodOf(expression)).toBeUndefined();
  });
});

describe("nextDue", () => {
  it("is one period later, and one run only however much time has passed", () => {
    expect(nextDue(0, 60, 1)).toBe(60);
    expect(nextDue(60, 60, 61)).toBe(120);
    expect(nextDue(60, 60, 3_601)).toBe(3_660);
  });

  it("is always later, at most one period from now, and in step", () => {
    const [periods, times] = [fc.integer({ min: 1, max: 1_000 }), fc.nat(100_000)];
    fc.assert(
      fc.property(times, periods, times, (previous, period, passed) => {
        const due = nextDue(previous, period, previous + passed);
        expect(due).toBeGreaterThan(previous);
        expect(due).toBeGreaterThanOrEqual(previous + passed);
        expect(due).toBeLessThanOrEqual(previous + passed + period);
        expect((due - previous) % period).toBe(0);
      }),
    );
  });
});
