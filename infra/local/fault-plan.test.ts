import { describe, expect, it } from "vitest";
import { parseFaultPlan } from "./fault-plan.ts";

const putEvents = { function: "relay", call: "events:PutEvents", occurrence: 2, fault: "crash-after" };
const duplicate = { function: "*", from: "queue", occurrence: { rate: 0.1 }, fault: "duplicate" };

describe("parseFaultPlan", () => {
  it("reads rules for calls and for deliveries", () => {
    const plan = [putEvents, duplicate, { ...duplicate, fault: "delay", seconds: 5 }];
    expect(parseFaultPlan(JSON.stringify(plan), "plan.json")).toEqual(plan);
  });

  it.each([
    ["not json", "{", /plan\.json is not JSON/],
    ["no list", "{}", /the plan: .*array/],
    ["a wrong call", [{ ...putEvents, call: "PutEvents" }], /rule 0\.call: must look like/],
    ["occurrence zero", [{ ...putEvents, occurrence: 0 }], /rule 0\.occurrence: Too small/],
    ["a rate above one", [{ ...putEvents, occurrence: { rate: 2 } }], /rule 0\.occurrence/],
    ["an unknown fault", [putEvents, { ...putEvents, fault: "fire" }], /rule 1\.fault/],
    ["an unknown field", [{ ...putEvents, functions: "x" }], /rule 0: .*functions/],
    [
      "a conflict of another call",
      [{ ...putEvents, fault: "conflict" }],
      /rule 0\.fault: conflict needs a call of dynamo/,
    ],
    ["a call that is duplicated", [{ ...putEvents, fault: "duplicate" }], /rule 0\.fault: duplicate strikes no call/],
    ["a delivery that crashes", [{ ...duplicate, fault: "crash-after" }], /rule 0\.fault: crash-after strikes calls/],
    ["a call from a queue", [{ ...putEvents, from: "queue" }], /rule 0\.from: a call comes from its function/],
    [
      "an order of the bus",
      [{ ...duplicate, from: "bus", fault: "reorder" }],
      /rule 0\.from: nothing from bus can reorder/,
    ],
    ["a delay without an end", [{ ...duplicate, fault: "delay" }], /rule 0\.seconds: a delay has seconds/],
    ["seconds of something else", [{ ...duplicate, seconds: 1 }], /rule 0\.seconds: a delay has seconds/],
  ])("refuses %s and names the field", (_, plan, message) => {
    const text = typeof plan === "string" ? plan : JSON.stringify(plan);
    expect(() => parseFaultPlan(text, "plan.json")).toThrow(message);
  });
});
