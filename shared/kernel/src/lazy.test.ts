import { describe, expect, it } from "vitest";
import { lazy, whenCalled } from "./lazy.ts";

describe("lazy", () => {
  it("makes nothing before it is asked for, and one thing however often it is", () => {
    let made = 0;
    const thing = lazy(() => ({ number: ++made }));
    expect(made).toBe(0);
    expect(thing()).toBe(thing());
    expect(made).toBe(1);
  });
});

describe("whenCalled", () => {
  it("loads a function once, for its first call", async () => {
    let loaded = 0;
    const add = whenCalled(async () => {
      loaded += 1;
      return async (one: number, other: number) => one + other;
    });
    expect(loaded).toBe(0);
    expect(await Promise.all([add(1, 2), add(3, 4)])).toEqual([3, 7]);
    expect(loaded).toBe(1);
  });
});
