import { describe, expect, it } from "vitest";
import type { FaultRule } from "./fault-plan.ts";
import { createFaults, undisturbed } from "./faults.ts";

const putEvents: FaultRule = { function: "relay", call: "events:PutEvents", occurrence: 2, fault: "crash-after" };
const message = { to: "dev-relay", from: "queue", may: ["duplicate", "delay"], what: "m-1" } as const;

function faultsOf(...plan: FaultRule[]) {
  const log: string[] = [];
  return { log, ...createFaults(plan, 1, (line) => void log.push(line)) };
}

describe("a fault of a call", () => {
  it("strikes the n-th call of a function, named with or without the stage, and says so", () => {
    const { list, log, strikeCall } = faultsOf(putEvents);
    const names = ["relay", "dev-orders", "dev-relay", "dev-relay"];
    const struck = names.map((name) => strikeCall(name, "events:PutEvents"));
    expect(struck).toEqual([undefined, undefined, "crash-after", undefined]);
    expect(list()).toEqual([{ ...putEvents, seen: 3, hits: 1 }]);
    expect(log).toEqual(["fault crash-after hit events:PutEvents of dev-relay"]);
  });

  it("strikes every call, or some by a seeded rate", () => {
    const every = faultsOf({ ...putEvents, occurrence: "every", fault: "throttle" });
    expect([1, 2].map(() => every.strikeCall("relay", "events:PutEvents"))).toEqual(["throttle", "throttle"]);
    const struckBy = (seed: number) => {
      const rule: FaultRule = { ...putEvents, occurrence: { rate: 0.2 } };
      const faults = createFaults([rule], seed, () => {});
      return Array.from({ length: 1_000 }, () => faults.strikeCall("relay", "events:PutEvents") !== undefined);
    };
    expect(struckBy(1)).toEqual(struckBy(1));
    expect(struckBy(1)).not.toEqual(struckBy(2));
    expect(struckBy(1).filter(Boolean).length).toBeGreaterThan(150);
    expect(struckBy(1).filter(Boolean).length).toBeLessThan(250);
  });

  it("strikes the same calls by number whatever other rules see meanwhile", () => {
    const rare: FaultRule = { ...putEvents, occurrence: { rate: 0.5 } };
    const other: FaultRule = { ...rare, call: "sns:Publish" };
    const struckAmong = (others: number) => {
      const faults = faultsOf(rare, other);
      return Array.from({ length: 50 }, () => {
        for (let count = 0; count < others; count += 1) faults.strikeCall("relay", "sns:Publish");
        return faults.strikeCall("relay", "events:PutEvents");
      });
    };
    expect(struckAmong(0)).toEqual(struckAmong(3));
  });

  it("does not concern deliveries, nor one of deliveries calls", () => {
    const faults = faultsOf(
      { ...putEvents, fault: "timeout" },
      { function: "*", occurrence: "every", fault: "timeout" },
    );
    faults.strikeDelivery({ ...message, may: ["timeout"] });
    faults.strikeCall("dev-relay", "events:PutEvents");
    expect(faults.list().map(({ seen }) => seen)).toEqual([1, 1]);
  });
});

describe("a fault of a delivery", () => {
  const every = { function: "*", occurrence: "every" } as const;

  it("strikes where it is possible, together with others, and says so", () => {
    const { log, strikeDelivery } = faultsOf(
      { ...every, fault: "duplicate" },
      { ...every, fault: "delay", seconds: 10 },
      { ...every, fault: "drop" },
    );
    const struck = strikeDelivery(message);
    expect(struck).toEqual({ ...undisturbed, duplicate: true, delayMilliseconds: expect.any(Number) });
    expect(struck.delayMilliseconds).toBeGreaterThan(0);
    expect(struck.delayMilliseconds).toBeLessThanOrEqual(10_000);
    expect(log).toEqual(["duplicate", "delay"].map((fault) => `fault ${fault} hit m-1 from queue to dev-relay`));
  });

  it.each([
    ["of another function", { function: "orders" }, {}],
    ["from elsewhere", { from: "bus" as const }, {}],
    ["to no function", {}, { to: undefined }],
  ])("spares a delivery %s", (_, rule, changes) => {
    const { list, strikeDelivery } = faultsOf({ ...every, fault: "duplicate", ...rule });
    expect(strikeDelivery({ ...message, ...changes })).toEqual(undisturbed);
    expect(list()[0]?.seen).toBe(0);
  });
});

it("a new plan counts from the beginning", () => {
  const { replace, strikeCall } = faultsOf(putEvents);
  strikeCall("relay", "events:PutEvents");
  replace([putEvents]);
  expect([1, 2].map(() => strikeCall("relay", "events:PutEvents"))).toEqual([undefined, "crash-after"]);
});
