import { describe, expect, it } from "vitest";
import { createFaults, type FaultRule, parseFaultPlan } from "./faults.ts";
import { createRandom } from "./random.ts";

const putEvents: FaultRule = { function: "relay", call: "events:PutEvents", occurrence: 2, fault: "crash-after" };

describe("faults", () => {
  it("strikes the n-th call of that function only", () => {
    const faults = createFaults([putEvents], createRandom(1));
    const struck = ["dev-relay", "dev-orders-api", "dev-relay", "dev-relay"].map((name) =>
      faults.strike(name, "events:PutEvents"),
    );
    expect(struck).toEqual([undefined, undefined, "crash-after", undefined]);
    expect(faults.list()).toEqual([{ ...putEvents, calls: 3, hits: 1 }]);
  });

  it("strikes every call", () => {
    const faults = createFaults([{ ...putEvents, occurrence: "every", fault: "throttle" }], createRandom(1));
    expect(faults.strike("relay", "events:PutEvents")).toBe("throttle");
    expect(faults.strike("relay", "events:PutEvents")).toBe("throttle");
  });

  it("strikes about as often as the rate says, the same for the same seed", () => {
    const hits = (seed: number) => {
      const faults = createFaults([{ ...putEvents, occurrence: { rate: 0.2 } }], createRandom(seed));
      return Array.from({ length: 1_000 }, () => faults.strike("relay", "events:PutEvents") !== undefined);
    };
    expect(hits(7)).toEqual(hits(7));
    expect(hits(7).filter(Boolean).length).toBeGreaterThan(150);
    expect(hits(7).filter(Boolean).length).toBeLessThan(250);
  });

  it("begins to count anew when the plan is replaced", () => {
    const faults = createFaults([putEvents], createRandom(1));
    faults.strike("relay", "events:PutEvents");
    faults.replace([putEvents]);
    expect(faults.strike("relay", "events:PutEvents")).toBeUndefined();
    expect(faults.strike("relay", "events:PutEvents")).toBe("crash-after");
  });
});

describe("parseFaultPlan", () => {
  it("reads a plan", () => {
    expect(parseFaultPlan(JSON.stringify([putEvents]), "plan.json")).toEqual([putEvents]);
  });

  it.each([
    ["not json", "{", /plan\.json is not JSON/],
    ["no list", "{}", /the plan: .*array/],
    ["a wrong call", [{ ...putEvents, call: "PutEvents" }], /rule 0\.call: must look like/],
    ["occurrence zero", [{ ...putEvents, occurrence: 0 }], /rule 0\.occurrence: Too small/],
    ["a rate above one", [{ ...putEvents, occurrence: { rate: 2 } }], /rule 0\.occurrence/],
    ["an unknown fault", [putEvents, { ...putEvents, fault: "fire" }], /rule 1\.fault/],
    [
      "a conflict of another call",
      [{ ...putEvents, fault: "conflict" }],
      /rule 0\.fault: conflict needs a call of dynamodb/,
    ],
    ["an unknown field", [{ ...putEvents, functions: "x" }], /rule 0: .*functions/],
  ])("refuses %s and names the field", (_, plan, message) => {
    const text = typeof plan === "string" ? plan : JSON.stringify(plan);
    expect(() => parseFaultPlan(text, "plan.json")).toThrow(message);
  });
});
