import { describe, expect, it } from "vitest";
import { taxTotalsOf, unitsBySku } from "./sale.ts";

describe("unitsBySku", () => {
  it("takes a plain SKU as it is, and a kit as its parts", () => {
    const kit = {
      sku: "SET",
      quantity: 2,
      parts: [
        { sku: "CUP", quantity: 4 },
        { sku: "POT", quantity: 1 },
      ],
    };
    expect(unitsBySku([{ sku: "TEE", quantity: 3 }, kit])).toEqual([
      { sku: "TEE", quantity: 3 },
      { sku: "CUP", quantity: 8 },
      { sku: "POT", quantity: 2 },
    ]);
  });

  it("adds up what a SKU is wanted for, by itself and inside kits", () => {
    const kit = (sku: string) => ({ sku, quantity: 1, parts: [{ sku: "CUP", quantity: 2 }] });
    expect(unitsBySku([{ sku: "CUP", quantity: 1 }, kit("TWO"), kit("PAIR")])).toEqual([{ sku: "CUP", quantity: 5 }]);
  });
});

describe("unitsBySku", () => {
  it("keeps one entry per SKU, in the order in which they come", () => {
    const lines = ["B", "A", "B"].map((sku, index) => ({ sku, quantity: index + 1 }));
    expect(unitsBySku(lines)).toEqual([
      { sku: "B", quantity: 4 },
      { sku: "A", quantity: 2 },
    ]);
  });
});

describe("taxTotalsOf", () => {
  it("sums each tax by name and rate", () => {
    const share = (name: string, rate: number, amount: number) => ({ name, rate, amount });
    const lines = [[share("VAT", 190_000, 3), share("Eco", 10_000, 1)], [share("VAT", 70_000, 2)], []];
    expect(taxTotalsOf([...lines.flat(), share("VAT", 190_000, 4)])).toEqual([
      share("VAT", 190_000, 7),
      share("Eco", 10_000, 1),
      share("VAT", 70_000, 2),
    ]);
    expect(taxTotalsOf([])).toEqual([]);
  });
});
