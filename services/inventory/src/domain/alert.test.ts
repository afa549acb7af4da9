import { fact } from "@millrace/contracts/define-event";
import { StockDepleted, StockLow, StockReplenished } from "@millrace/contracts/inventory";
import { describe, expect, it } from "vitest";
import { type AlertState, alertStates, updateAlert } from "./alert.ts";
import { noUnits, type Stock } from "./stock.ts";

/** So many available units at a location each. */
function stockOf(available: readonly number[], lowAt?: number): Stock {
  const levels = available.map((units, index) => [`loc_${index}`, { ...noUnits, onHand: units, available: units }]);
  return { sku: "TEE", levels: Object.fromEntries(levels), lowAt };
}

function after(available: readonly number[], lowAt: number | undefined, state: AlertState | undefined) {
  const before = state === undefined ? undefined : { sku: "TEE", state, version: 3 };
  return updateAlert("TEE", stockOf(available, lowAt), undefined, before);
}

describe("updateAlert", () => {
  const available = { ok: [6, 4], low: [6, 3], depleted: [0, 0] } as const;
  const events = { ok: StockReplenished, low: StockLow, depleted: StockDepleted } as const;
  const all = alertStates.flatMap((before) => alertStates.map((now) => ({ before, now })));

  it.each(all)("given an alert that says $before, when the stock is $now, tells what is news", ({ before, now }) => {
    const [one, other] = available[now];
    expect(after(available[now], 10, before)).toEqual(
      before === now
        ? undefined
        : {
            state: { sku: "TEE", state: now, version: 4 },
            fact: fact(events[now], "alr_TEE", 4, { sku: "TEE", available: one + other, lowAt: 10 }),
          },
    );
  });

  it("given no alert, takes the stock to have been ok", () => {
    expect(after([10], 10, undefined)).toBeUndefined();
    expect(after([9], 10, undefined)).toEqual({
      state: { sku: "TEE", state: "low", version: 1 },
      fact: fact(StockLow, "alr_TEE", 1, { sku: "TEE", available: 9, lowAt: 10 }),
    });
  });

  it("given locations, counts what is at those that are sold from, and nothing else", () => {
    const location = { locationId: "loc_0", name: "A", priority: 1, active: false };
    const book = { locations: [location], strategy: "priority", version: 1 } as const;
    expect(updateAlert("TEE", stockOf([10, 0]), book, undefined)?.fact.event).toBe(StockDepleted);
    const open = { ...book, locations: [{ ...location, active: true }] };
    expect(updateAlert("TEE", stockOf([10, 0]), open, undefined)).toBeUndefined();
  });

  it("given no threshold, knows no low, but depletion", () => {
    expect(after([1], undefined, "ok")).toBeUndefined();
    expect(after([0], undefined, "ok")?.fact.data).toStrictEqual({ sku: "TEE", available: 0 });
    expect(after([-3], undefined, "ok")?.state.state).toBe("depleted");
    expect(after([1], undefined, "low")?.state.state).toBe("ok");
  });

  it("given no stock, says nothing", () => {
    expect(updateAlert("TEE", undefined, undefined, undefined)).toBeUndefined();
  });
});
