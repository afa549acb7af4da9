import { describe, expect, it } from "vitest";
import { secondsInStat, secondsOf, useOf, useOfAll } from "./process-use.ts";

describe("secondsOf", () => {
  it.each([
    ["00:00:07", 7],
    ["01:02:03", 3_723],
    ["2-01:02:03", 176_523],
    ["4:05.67", 245.67],
  ])("reads %s", (time, seconds) => expect(secondsOf(time)).toBeCloseTo(seconds));
});

describe("secondsInStat", () => {
  it("adds user and system time, whatever the command is called", () => {
    const stat = "4711 (tsx (old) x) S 1 4711 4711 0 -1 4194560 9 0 0 0 1234 66 0 0 20 0 11 0 77 88 99";
    expect(secondsInStat(stat)).toBeCloseTo(13);
  });
});

describe("useOf", () => {
  it("knows what a process uses", async () => {
    const { memoryBytes, cpuSeconds } = await useOf(process.pid);
    expect(memoryBytes).toBeGreaterThan(10 * 1024 * 1024);
    expect(cpuSeconds).toBeGreaterThanOrEqual(0);
  });
});

describe("useOfAll", () => {
  it("adds up", async () => {
    const { memoryBytes } = await useOf(process.pid);
    expect((await useOfAll([process.pid, process.pid])).memoryBytes).toBeGreaterThan(memoryBytes);
    expect(await useOfAll([])).toEqual({ memoryBytes: 0, cpuSeconds: 0 });
  });
});
