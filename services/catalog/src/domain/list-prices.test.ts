import { fact } from "@millrace/contracts/define-event";
import { PriceListPricesChanged } from "@millrace/contracts/price-lists";
import { VersionMismatch } from "@millrace/kernel/refusals";
import type { ListPrice, PriceBook } from "@millrace/pricing/offer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeOf } from "../../../../test/support/refused.ts";
import {
  ListPricesNotFound,
  type ListState,
  priceSkus,
  SkuNotFound,
  TooManyListPrices,
  withPricesOf,
} from "./list-prices.ts";
import { PriceListNotFound } from "./price-list.ts";

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

function euros(amount: number) {
  return { amount, currency: "EUR" };
}

describe("priceSkus", () => {
  const [one, other] = ids;
  const book: PriceBook = { lists: [aList(one), aList(other)], version: 2 };
  const ofOther = { ...euros(900), priceListId: other };
  const known: ListState = { book, version: 4, skus: [{ offer: { listPrices: [ofOther] }, listed: undefined }] };
  const wanted = [{ field: "params.sku", sku: "MUG", prices: [euros(800)] }];
  const codeWith = (state: ListState, seen = 4, prices = [euros(800)], listId: string = one) =>
    codeOf(() => priceSkus(listId, [{ field: "params.sku", sku: "MUG", prices }], state, seen));

  it("given a SKU with prices in another list, sets this one's beside them and tells them", () => {
    const { state, fact: told } = priceSkus(one, wanted, known, 4);
    expect(state).toMatchObject({
      priceListId: one,
      version: 5,
      skus: [
        {
          sku: "MUG",
          prices: [euros(800)],
          isNew: true,
          before: [ofOther],
          after: [ofOther, { ...euros(800), priceListId: one }],
        },
      ],
    });
    const items = [{ sku: "MUG", prices: [euros(800)] }];
    expect(told).toEqual(fact(PriceListPricesChanged, one, 5, { priceListId: one, items }));
  });

  it("given prices in the list, takes them away and tells none", () => {
    const priced = { offer: { listPrices: [{ ...euros(800), priceListId: one }] }, listed: { prices: [euros(800)] } };
    const removing = [{ field: "params.sku", sku: "MUG", prices: [] }];
    const { state, fact: told } = priceSkus(one, removing, { ...known, skus: [priced] }, 4);
    expect(state.skus).toMatchObject([{ isNew: false, after: [] }]);
    expect(told.data).toEqual({ priceListId: one, items: [{ sku: "MUG", prices: [] }] });
  });

  it("given what is not there, another version or too many prices, refuses", () => {
    expect(codeWith(known)).toBeUndefined();
    expect(codeWith(known, 4, [euros(1)], "prl_9")).toBe(PriceListNotFound.code);
    expect(codeWith({ ...known, skus: [{ offer: undefined, listed: undefined }] })).toBe(SkuNotFound.code);
    expect(codeWith(known, 4, [])).toBe(ListPricesNotFound.code);
    expect(codeWith(known, 3)).toBe(VersionMismatch.code);
    const full = Array.from({ length: 100 }, () => ofOther);
    expect(codeWith({ ...known, skus: [{ offer: { listPrices: full }, listed: undefined }] })).toBe(
      TooManyListPrices.code,
    );
  });
});
