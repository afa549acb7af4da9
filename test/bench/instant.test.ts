import { describe, expect, it } from "vitest";
import { rowsOf } from "./instant.ts";
import { judge } from "./report.ts";

const soldOut = { status: 409, code: "inventory.insufficient" } as const;

function judged(orderMilliseconds: number, refusalMilliseconds: number) {
  const ordered = { status: 201, code: undefined, milliseconds: orderMilliseconds };
  const refused = { ...soldOut, milliseconds: refusalMilliseconds };
  const answers = [...Array.from({ length: 50 }, () => ordered), ...Array.from({ length: 150 }, () => refused)];
  return rowsOf(answers).map(judge);
}

describe("rowsOf", () => {
  it("holds where fifty got one and the others soon heard that they do not", () => {
    expect(judged(1_500, 1_200)).toEqual(["ok", "ok", "ok", "ok"]);
  });

  it("does not hold where refusals are slower than orders", () => {
    expect(judged(1_000, 1_200)).toEqual(["ok", "ok", "over", "ok"]);
  });

  it("does not hold where they wait too long", () => {
    expect(judged(7_000, 2_500)).toEqual(["ok", "ok", "over", "over"]);
  });

  it("counts whoever was told anything else", () => {
    const rows = rowsOf([{ status: 503, code: "service.busy", milliseconds: 10 }]);
    expect(rows.map(judge).slice(0, 2)).toEqual(["over", "over"]);
  });
});
