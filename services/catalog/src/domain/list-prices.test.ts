import type { ListPrice, PriceBook } from "@millrace/pricing/offer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withPricesOf } from "./list-prices.ts";

const ids = ["prl_1", "prl_2", "prl_3", "prl_4"] as const;
function aList(priceListId: string) {
  return { priceListId, name: priceListId, kind: "sale", status: "active", groups: [] } as const;
}
const books = fc.subarray([...ids]).map((known): PriceBook => ({ lists: known.map(aList), version: 1 }));
const prices = fc.array(fc.record({ amount: fc.nat({ max: 9 }), currency: fc.constant("EUR") }), { maxLength: 5 });
const listPrices = fc.array(
  fc.record({ amount: fc.nat({ max: 9 }), currency: fc.constant("EUR"), priceListId: fc.constantFrom(...ids) }),
  { maxLength: 12 },
);
function ofList(all: readonly ListPrice[], id: string) {
  return all.filter(({ priceListId }) => priceListId === id);
}

describe("withPricesOf", () => {
  it("replaces the prices of one list, keeps those of every other in the book, and drops the rest", () => {
    fc.assert(
      fc.property(books, listPrices, fc.constantFrom(...ids), prices, (book, before, priceListId, own) => {
        const after = withPricesOf(book, before, priceListId, own);
        expect(ofList(after, priceListId)).toEqual(own.map((price) => ({ ...price, priceListId })));
        const known = book.lists.map((list) => list.priceListId);
        for (const other of ids.filter((id) => id !== priceListId)) {
          expect(ofList(after, other)).toEqual(known.includes(other) ? ofList(before, other) : []);
        }
      }),
    );
  });
});
