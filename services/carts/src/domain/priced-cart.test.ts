import { maxAmount } from "@millrace/kernel/money";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aCart } from "../../../../test/support/a-cart.ts";
import { maxSkus } from "./cart.ts";
import { priceCart, type Quotes } from "./priced-cart.ts";

const quotesAt = (prices: Readonly<Record<string, number | undefined>>, available = 5): Quotes =>
  new Map(
    Object.entries(prices).map(([sku, amount]) => [
      sku,
      {
        title: `The ${sku}`,
        unitPrice: amount === undefined ? undefined : { amount, currency: "EUR" },
        available,
      },
    ]),
  );

describe("priceCart", () => {
  it("shows today's prices and stock, and whether a price changed", () => {
    const view = priceCart(aCart(), quotesAt({ TEE: 2490 }, 3));
    expect(view.lines).toEqual([
      {
        sku: "TEE",
        title: "The TEE",
        quantity: 2,
        unitPrice: { amount: 2490, currency: "EUR" },
        total: { amount: 4980, currency: "EUR" },
        available: 3,
        sellable: true,
        priceChanged: true,
      },
    ]);
    expect(view.total).toEqual({ amount: 4980, currency: "EUR" });
  });

  it("shows what is no longer for sale at the price last seen, and does not count it", () => {
    const view = priceCart(aCart(), new Map());
    expect(view.lines[0]).toMatchObject({
      sellable: false,
      priceChanged: false,
      available: 0,
      unitPrice: { amount: 1990 },
    });
    expect(view.total.amount).toBe(0);
  });

  it("counts nothing that became too dear to be ordered", () => {
    expect(priceCart(aCart(), quotesAt({ TEE: maxAmount })).lines[0]).toMatchObject({ sellable: false });
  });

  it("totals exactly the lines that are for sale, whatever the prices", () => {
    const line = fc.record({
      quantity: fc.integer({ min: 1, max: 10_000 }),
      seen: fc.nat(maxAmount / 10_000),
      now: fc.option(fc.nat(maxAmount)),
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: maxSkus }), (drawn) => {
        const lines = drawn.map(({ quantity, seen }, index) => ({ sku: `S${index}`, quantity, unitPrice: seen }));
        const quotes = quotesAt(Object.fromEntries(drawn.map(({ now }, index) => [`S${index}`, now ?? undefined])));
        const view = priceCart(aCart({ lines }), quotes);
        const total = view.lines.reduce(
          (sum, { sellable, unitPrice, quantity }) => sum + (sellable ? unitPrice.amount * quantity : 0),
          0,
        );
        expect(view.total.amount).toBe(total);
        expect(Number.isSafeInteger(total)).toBe(true);
      }),
    );
  });
});
