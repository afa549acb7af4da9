import { fact } from "@millrace/contracts/define-event";
import { StockSettingsChanged } from "@millrace/contracts/inventory";
import { describe, expect, it } from "vitest";
import { changeSettings, settingsOf } from "./settings.ts";
import type { Stock } from "./stock.ts";

const policy = { kind: "backorder", limit: 5 } as const;
const stock: Stock = { sku: "TEE-M", levels: {}, policy, version: 6 };
const before = settingsOf("TEE-M", stock);

describe("changeSettings", () => {
  it("given a SKU that nobody has set, sets it at version 1 and tells all its settings", () => {
    expect(changeSettings(settingsOf("TEE-M", undefined), { policy, lowAt: 3 }, 0)).toEqual({
      state: { sku: "TEE-M", policy, lowAt: 3, version: 1 },
      fact: fact(StockSettingsChanged, "stk_TEE-M", 1, { sku: "TEE-M", policy, lowAt: 3 }),
    });
  });

  it("given settings, takes away what is null", () => {
    const { state, fact: told } = changeSettings(before, { policy: null, lowAt: null }, 6);
    expect(state).toStrictEqual({ sku: "TEE-M", version: 7 });
    expect(told.data).toStrictEqual({ sku: "TEE-M" });
  });

  it("given settings that changed meanwhile, refuses", () => {
    expect(() => changeSettings(before, { policy, lowAt: 3 }, 5)).toThrow("Version 6 of the settings is current.");
  });
});
