import { describe, expect, it } from "vitest";
import { progressLine, summaryLine } from "./progress.ts";

describe("progressLine", () => {
  it("tells items, items a second and the time left", () => {
    expect(progressLine({ items: 20_000, estimate: 80_000, milliseconds: 10_000 })).toBe(
      "20,000 of about 80,000 items, 2,000 items/s, 30 s left",
    );
    expect(progressLine({ items: 1_000, estimate: 200_000, milliseconds: 1_000 })).toContain("3 min 19 s left");
  });

  it("promises no time before the first item, and none below zero", () => {
    expect(progressLine({ items: 0, estimate: 10, milliseconds: 0 })).toBe("0 of about 10 items, 0 items/s");
    expect(progressLine({ items: 12, estimate: 10, milliseconds: 1_000 })).toBe(
      "12 of about 12 items, 12 items/s, 0 s left",
    );
  });
});

describe("summaryLine", () => {
  it("tells all items, the time and the speed", () => {
    expect(summaryLine(400_000, 167_000)).toBe("400,000 items in 2 min 47 s, 2,395 items/s");
  });
});
