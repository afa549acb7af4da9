import { describe, expect, it } from "vitest";
import { type AlarmState, evaluateAlarm, evaluationRange, type TreatMissingData } from "./alarm-rules.ts";

/** `0` is a datum within the threshold, `X` a breaching one, `-` a missing one; the newest stands right. */
function stateOf(
  points: string,
  treatMissingData: TreatMissingData,
  datapointsToAlarm: number,
  current: AlarmState = "OK",
  evaluationPeriods = 3,
): AlarmState {
  const breaching = points.split(" ").map((point) => (point === "-" ? undefined : point === "X"));
  return evaluateAlarm({ breaching, evaluationPeriods, datapointsToAlarm, treatMissingData, current });
}

const treatments = ["missing", "ignore", "breaching", "notBreaching"] as const;
const retained = "INSUFFICIENT_DATA";

// CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data": its first table, 3 of 3
describe("an alarm on 3 of 3 data points", () => {
  it.each([
    ["0 - X - X", ["OK", "OK", "OK", "OK"]],
    ["0 - - - -", ["OK", "OK", "OK", "OK"]],
    ["- - - - -", ["INSUFFICIENT_DATA", retained, "ALARM", "OK"]],
    ["0 X X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["- - X - -", ["ALARM", retained, "ALARM", "OK"]],
  ])("seeing %s becomes %j when missing data is missing, ignored, breaching, not breaching", (points, expected) => {
    expect(treatments.map((treatment) => stateOf(points, treatment, 3, retained))).toEqual(expected);
  });
});

// The same page, second table, 2 of 3
describe("an alarm on 2 of 3 data points", () => {
  it.each([
    ["0 - X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["0 0 X 0 X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["0 - X - -", ["OK", "OK", "ALARM", "OK"]],
    ["- - - - 0", ["OK", "OK", "ALARM", "OK"]],
    ["- - - X -", ["ALARM", retained, "ALARM", "OK"]],
  ])("seeing %s becomes %j when missing data is missing, ignored, breaching, not breaching", (points, expected) => {
    expect(treatments.map((treatment) => stateOf(points, treatment, 2, retained))).toEqual(expected);
  });
});

// The same page, "Avoiding premature transitions to alarm state"
describe("a breach after missing data", () => {
  it.each(["- - - - X", "- - - X -"])("does not alarm at once: %s", (points) => {
    expect(stateOf(points, "missing", 3)).toBe("INSUFFICIENT_DATA");
    expect(stateOf(points, "ignore", 3, "OK")).toBe("OK");
  });
});

describe("the evaluation range", () => {
  it("is five periods for three evaluated ones, as on the page", () => {
    expect(evaluationRange(3)).toBe(5);
  });

  it("lets a single breach ring until it has left the range", () => {
    expect(stateOf("X - -", "notBreaching", 1, "OK", 1)).toBe("ALARM");
    expect(stateOf("- - -", "notBreaching", 1, "ALARM", 1)).toBe("OK");
  });
});
