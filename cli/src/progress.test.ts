import { describe, expect, it } from "vitest";
import { createProgress, lasting } from "./progress.ts";

describe("progress", () => {
  const played = (isTTY: boolean): readonly string[] => {
    const written: string[] = [];
    let time = 0;
    const progress = createProgress({ isTTY, write: (text) => written.push(text) }, () => time);
    for (let item = 0; item < 100; item += 1) {
      time += 100;
      progress.show(() => `${item}`);
    }
    progress.end("all");
    return written;
  };

  it("keeps to one line on a terminal", () => {
    const written = played(true);
    expect(written).toHaveLength(51);
    expect(written.every((text) => text.startsWith("\r"))).toBe(true);
    expect(written.filter((text) => text.endsWith("\n"))).toEqual(["\r\u001b[Kall\n"]);
  });

  it("writes a line every five seconds elsewhere", () => {
    expect(played(false)).toEqual(["49\n", "99\n", "all\n"]);
  });

  it("is told in minutes and seconds", () => {
    expect([0.2, 59, 60, 199].map(lasting)).toEqual(["1 s", "59 s", "1 min 0 s", "3 min 19 s"]);
  });
});
