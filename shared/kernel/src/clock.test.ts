import { describe, expect, it } from "vitest";
import { epochSeconds, isoTime, secondsAfter } from "./clock.ts";

const at = new Date("2026-11-23T09:30:00.999Z");

describe("clock", () => {
  it("writes times in UTC with their milliseconds, so that they sort as text", () => {
    expect(isoTime(at)).toBe("2026-11-23T09:30:00.999Z");
    expect(isoTime(new Date("2026-11-23T10:30:00+01:00"))).toBe("2026-11-23T09:30:00.000Z");
  });

  it("counts seconds forward and back without touching the given time", () => {
    expect(isoTime(secondsAfter(at, 60))).toBe("2026-11-23T09:31:00.999Z");
    expect(isoTime(secondsAfter(at, -1))).toBe("2026-11-23T09:29:59.999Z");
    expect(isoTime(at)).toBe("2026-11-23T09:30:00.999Z");
  });

  it("gives TTL whole seconds, never later than the time itself", () => {
    expect(epochSeconds(at)).toBe(1_795_426_200);
    expect(epochSeconds(new Date("2026-11-23T09:30:00.000Z"))).toBe(1_795_426_200);
  });
});
