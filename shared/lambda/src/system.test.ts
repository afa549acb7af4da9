import { idPattern } from "@millrace/kernel/ids";
import { describe, expect, it } from "vitest";
import { newId, now } from "./system.ts";

describe("newId", () => {
  it("makes ids of the asked kind, no two alike", () => {
    const ids = Array.from({ length: 1000 }, () => newId("order"));
    expect(ids.filter((id) => !idPattern("order").test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(1000);
  });
});

describe("now", () => {
  it("goes on", () => {
    const [before, after] = [now(), now()];
    expect(after.getTime()).toBeGreaterThanOrEqual(before.getTime());
    expect(after).not.toBe(before);
  });
});
