import { describe, expect, it } from "vitest";
import { type AlertState, alertStates, tellingOf } from "./alert.ts";
import { noPieces, type Stock } from "./stock.ts";

function stocksOf(available: readonly number[], lowAt?: number): readonly Stock[] {
  return available.map((pieces, shard) => ({
    sku: "TEE",
    shard,
    levels: { loc_a: { ...noPieces, onHand: pieces, available: pieces }, loc_b: noPieces },
    ...(shard === 0 && lowAt !== undefined ? { lowAt } : {}),
  }));
}

function told(available: readonly number[], lowAt: number | undefined, state: AlertState | undefined) {
  return tellingOf(
    "TEE",
    stocksOf(available, lowAt),
    undefined,
    state === undefined ? undefined : { sku: "TEE", state, version: 3 },
  );
}

describe("tellingOf", () => {
  const available = { ok: [6, 4], low: [6, 3], depleted: [0, 0] } as const;
  const names = { ok: "stock.replenished", low: "stock.low", depleted: "stock.depleted" } as const;
  const all = alertStates.flatMap((before) => alertStates.map((after) => ({ before, after })));

  it.each(all)("from $before to $after tells what is news", ({ before, after }) => {
    const telling = told(available[after], 10, before);
    if (before === after) expect(telling).toBeUndefined();
    else {
      expect(telling).toMatchObject({
        alert: { sku: "TEE", state: after, version: 4 },
        event: { name: names[after] },
        data: { sku: "TEE", available: available[after][0] + available[after][1], lowAt: 10 },
      });
    }
  });

  it("takes stock of which nothing was told for ok", () => {
    expect(told([10], 10, undefined)).toBeUndefined();
    expect(told([9], 10, undefined)?.alert).toEqual({ sku: "TEE", state: "low", version: 1 });
  });

  it("counts what is at locations that are sold from, and nothing else", () => {
    const location = { locationId: "loc_a", name: "A", priority: 1, active: false };
    const book = { locations: [location], strategy: "priority", version: 1 } as const;
    expect(tellingOf("TEE", stocksOf([10]), book, undefined)?.alert.state).toBe("depleted");
    const open = { ...book, locations: [{ ...location, active: true }] };
    expect(tellingOf("TEE", stocksOf([10]), open, undefined)).toBeUndefined();
  });

  it("knows no low without a threshold, but depletion", () => {
    expect(told([1], undefined, "ok")).toBeUndefined();
    expect(told([0], undefined, "ok")?.data).toEqual({ sku: "TEE", available: 0 });
    expect(told([-3], undefined, "ok")?.alert.state).toBe("depleted");
    expect(told([1], undefined, "low")?.alert.state).toBe("ok");
  });

  it("says nothing of a SKU without stock", () => {
    expect(tellingOf("TEE", [], undefined, undefined)).toBeUndefined();
  });
});
