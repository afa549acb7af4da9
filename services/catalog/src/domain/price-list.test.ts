import { fact } from "@millrace/contracts/define-event";
import { PriceListCreated, PriceListRemoved, PriceListUpdated } from "@millrace/contracts/price-lists";
import { VersionMismatch } from "@millrace/kernel/refusals";
import { describe, expect, it } from "vitest";
import { codeOf } from "../../../../test/support/refused.ts";
import {
  addPriceList,
  changePriceList,
  dropPriceList,
  emptyBook,
  type PriceBook,
  PriceBookFull,
  PriceListNotFound,
  PriceListWindowEmpty,
} from "./price-list.ts";

const draft = { name: "Winter", kind: "sale", status: "active", groups: ["trade"] } as const;
function listOf(priceListId: string, fields: object = {}) {
  return { priceListId, ...draft, groups: [...draft.groups], ...fields };
}
const book: PriceBook = {
  lists: [listOf("prl_1", { endsAt: "2027-01-01T00:00:00.000Z" }), listOf("prl_2")],
  version: 7,
};
const late = "2027-01-01T00:00:00.000Z";

describe("addPriceList", () => {
  it("given a shop without lists, makes its first and tells it as the book's first fact", () => {
    const list = listOf("prl_1");
    expect(addPriceList(emptyBook, draft, "prl_1", 0)).toEqual({
      state: { book: { lists: [list], version: 1 }, list },
      fact: fact(PriceListCreated, "price_book", 1, list),
    });
  });

  it("given another version, 50 lists or a window that is empty, refuses", () => {
    expect(codeOf(() => addPriceList(book, draft, "prl_3", 6))).toBe(VersionMismatch.code);
    const full = { lists: Array.from({ length: 50 }, (_, index) => listOf(`prl_${index}`)), version: 50 };
    expect(codeOf(() => addPriceList(full, draft, "prl_50", 50))).toBe(PriceBookFull.code);
    const never = { ...draft, startsAt: late, endsAt: late };
    expect(codeOf(() => addPriceList(book, never, "prl_3", 7))).toBe(PriceListWindowEmpty.code);
  });
});

describe("changePriceList", () => {
  it("given a change, keeps the rest and the other lists, and tells the list as it is now", () => {
    const list = listOf("prl_1", { status: "paused" });
    expect(changePriceList(book, "prl_1", { status: "paused", endsAt: null }, 7)).toEqual({
      state: { book: { lists: [list, listOf("prl_2")], version: 8 }, list },
      fact: fact(PriceListUpdated, "price_book", 8, list),
    });
  });

  it("given an unknown list, another version or a window that would be empty, refuses", () => {
    expect(codeOf(() => changePriceList(book, "prl_9", { name: "N" }, 7))).toBe(PriceListNotFound.code);
    expect(codeOf(() => changePriceList(book, "prl_1", { name: "N" }, 8))).toBe(VersionMismatch.code);
    expect(codeOf(() => changePriceList(book, "prl_1", { startsAt: late }, 7))).toBe(PriceListWindowEmpty.code);
  });
});

describe("dropPriceList", () => {
  it("given a book, leaves the other lists in it and tells which one went", () => {
    expect(dropPriceList(book, "prl_1", 7)).toEqual({
      state: { lists: [listOf("prl_2")], version: 8 },
      fact: fact(PriceListRemoved, "price_book", 8, { priceListId: "prl_1" }),
    });
  });

  it("given an unknown list or another version, refuses", () => {
    expect(codeOf(() => dropPriceList(book, "prl_9", 7))).toBe(PriceListNotFound.code);
    expect(codeOf(() => dropPriceList(book, "prl_1", 1))).toBe(VersionMismatch.code);
  });
});
