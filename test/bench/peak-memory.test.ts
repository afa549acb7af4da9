import { describe, expect, it } from "vitest";
import { peakMemory } from "./peak-memory.ts";

describe("peakMemory", () => {
  it("knows how much a process took while something was done", async () => {
    const peak = await peakMemory([process.pid], async () => undefined);
    expect(peak).toBeGreaterThan(10 * 1024 * 1024);
  });

  it("throws what the task throws, and looks no further", async () => {
    const task = () => Promise.reject(new Error("no stack"));
    await expect(peakMemory([process.pid], task)).rejects.toThrow("no stack");
  });
});
