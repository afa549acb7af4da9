import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createClock } from "./clock.ts";
import { unexpected } from "./failure.fixture.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("clock", () => {
  it("follows real time", () => {
    const clock = createClock(unexpected);
    vi.advanceTimersByTime(250);
    expect(clock.now()).toBe(1_000_250);
  });

  it("runs tasks in the order they are due, and of one moment in the order they were set", () => {
    const clock = createClock(unexpected);
    const ran: string[] = [];
    clock.after(200, () => ran.push("c"));
    clock.after(100, () => ran.push("a"));
    clock.after(100, () => ran.push("b"));
    vi.advanceTimersByTime(99);
    expect(ran).toEqual([]);
    vi.advanceTimersByTime(101);
    expect(ran).toEqual(["a", "b", "c"]);
  });

  it("runs what became due when it is moved, showing the new time", () => {
    const clock = createClock(unexpected);
    const ran: number[] = [];
    clock.after(60_000, () => ran.push(clock.now()));
    clock.after(120_000, () => ran.push(clock.now()));
    clock.advance(90_000);
    expect(ran).toEqual([1_090_000]);
    expect(clock.offset()).toBe(90_000);
    vi.advanceTimersByTime(30_000);
    expect(ran).toEqual([1_090_000, 1_120_000]);
  });

  it("runs a task that sets itself anew once for each move", () => {
    const clock = createClock(unexpected);
    let runs = 0;
    const again = () => {
      runs += 1;
      clock.after(60_000, again);
    };
    clock.after(60_000, again);
    clock.advance(3_600_000);
    expect(runs).toBe(1);
    clock.stop();
  });

  it("loses no task that becomes due while it looks for those that are", () => {
    let readings = 0;
    // Each look at the time finds it a little later, as on a busy machine.
    const clock = createClock(unexpected, () => (readings += 1));
    const ran: number[] = [];
    for (let due = 1; due <= 50; due += 1) clock.after(due * 20, () => ran.push(due));
    for (let move = 0; move < 1_000; move += 1) clock.advance(0);
    expect(ran).toHaveLength(50);
    clock.stop();
  });

  it("does not run a task that another of the same moment cancels", () => {
    const clock = createClock(unexpected);
    const ran: string[] = [];
    clock.after(10, () => {
      ran.push("first");
      cancel();
    });
    const cancel = clock.after(10, () => ran.push("second"));
    vi.advanceTimersByTime(10);
    expect(ran).toEqual(["first"]);
  });

  it("does not run a canceled task", () => {
    const clock = createClock(unexpected);
    const ran: string[] = [];
    const cancel = clock.after(10, () => ran.push("canceled"));
    clock.after(20, () => ran.push("kept"));
    cancel();
    clock.advance(30);
    expect(ran).toEqual(["kept"]);
  });

  it("keeps the other tasks when one throws, and tells of it", () => {
    const failures: unknown[] = [];
    const clock = createClock((error) => failures.push(error));
    const ran: string[] = [];
    clock.after(10, () => {
      throw new Error("broken task");
    });
    clock.after(20, () => ran.push("next"));
    clock.advance(30);
    expect([ran, failures]).toEqual([["next"], [new Error("broken task")]]);
  });

  it("waits longer than a timer of Node can", () => {
    const clock = createClock(unexpected);
    const ran: string[] = [];
    clock.after(30 * 86_400_000, () => ran.push("a month later"));
    vi.advanceTimersByTime(29 * 86_400_000);
    expect(ran).toEqual([]);
    vi.advanceTimersByTime(86_400_000);
    expect(ran).toEqual(["a month later"]);
  });
});
