import { describe, expect, it } from "vitest";
import { secondsOf, useOf } from "./process-use.ts";

describe("secondsOf", () => {
  it.each([
    ["00:00:07", 7],
    ["01:02:03", 3_723],
    ["2-01:02:03", 176_523],
    ["4:05.67", 245.67],
  ])("reads %s", (time, seconds) => expect(secondsOf(time)).toBeCloseTo(seconds));
});

describe("useOf", () => {
  it("knows what a process uses", async () => {
    const { memoryBytes, cpuSeconds } = await useOf(process.pid);
    expect(memoryBytes).toBeGreaterThan(10 * 1024 * 1024);
    expect(cpuSeconds).toBeGreaterThanOrEqual(0);
  });
});
