import { describe, expect, it } from "vitest";
import { createProgress, progressLine, summaryLine } from "./progress.ts";

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

describe("createProgress", () => {
  const played = (isTTY: boolean, millisecondsPerItem: number): readonly string[] => {
    const written: string[] = [];
    let time = 0;
    const progress = createProgress({ isTTY, write: (text) => written.push(text) }, 100, () => time);
    for (let item = 0; item < 100; item += 1) {
      time += millisecondsPerItem;
      progress.add(1);
    }
    progress.end();
    return written;
  };

  it("keeps to one line on a terminal", () => {
    const written = played(true, 100);
    expect(written).toHaveLength(51);
    expect(written.every((text) => text.startsWith("\r"))).toBe(true);
    expect(written.filter((text) => text.endsWith("\n"))).toHaveLength(1);
  });

  it("writes a line every five seconds elsewhere", () => {
    const written = played(false, 100);
    expect(written).toHaveLength(3);
    expect(written.every((text) => /^[^\r]*\n$/.test(text))).toBe(true);
  });
});
