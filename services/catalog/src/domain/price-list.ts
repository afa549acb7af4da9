import { maxPriceLists, type priceListChange, type priceListDraft } from "@millrace/contracts/price-lists-api";
import { defineRefusal } from "@millrace/kernel/errors";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { VersionMismatch } from "@millrace/kernel/refusals";
import type { PriceBook, PriceList } from "@millrace/pricing/offer";
import type { z } from "zod";

/** The aggregate of all price lists; a shop has one. */
export const priceBookId = "price_book";

/** The book of a shop that has never had a price list. */
export const emptyBook: PriceBook = { lists: [], version: 0 };

export const PriceListNotFound = defineRefusal("not_found", "price_list.not_found", "There is no such price list.");
export const PriceBookFull = defineRefusal(
  "conflict",
  "price_list.book_full",
  `A shop has at most ${maxPriceLists} price lists; remove one that is over.`,
);
export const PriceListWindowEmpty = defineRefusal(
  "unprocessable",
  "price_list.window_empty",
  "A price list starts before it ends.",
);

/** The book after a change, and the list that changed. */
export type BookChange = { readonly book: PriceBook; readonly list: PriceList };

export type Draft = z.output<typeof priceListDraft>;
export type Change = z.output<typeof priceListChange>;

/** A list of the book. */
export function listIn(book: PriceBook, priceListId: string): PriceList {
  const list = book.lists.find((known) => known.priceListId === priceListId);
  if (list === undefined) throw PriceListNotFound();
  return list;
}

/** Refuses a writer who has seen another version of the book than the stored one. */
function checkVersion({ version }: PriceBook, seen: number | undefined): void {
  if (version !== seen) throw VersionMismatch(`The price lists are at version ${version}.`);
}

function checkWindow({ startsAt, endsAt }: PriceList): void {
  if (startsAt === undefined || endsAt === undefined || startsAt < endsAt) return;
  throw PriceListWindowEmpty(`It would start at ${startsAt} and end at ${endsAt}.`, {
    errors: [{ field: "body.endsAt", reason: "is not after startsAt" }],
  });
}

function withLists({ version }: PriceBook, lists: readonly PriceList[]): PriceBook {
  return { lists, version: version + 1 };
}

export function addPriceList(book: PriceBook, draft: Draft, priceListId: string, seen: number | undefined): BookChange {
  checkVersion(book, seen);
  if (book.lists.length >= maxPriceLists) throw PriceBookFull();
  const list: PriceList = omitUndefined({ priceListId, ...draft });
  checkWindow(list);
  return { book: withLists(book, [...book.lists, list]), list };
}

/** The list with what the change names; `null` takes a date away. */
export function changePriceList(
  book: PriceBook,
  priceListId: string,
  { startsAt, endsAt, ...change }: Change,
  seen: number | undefined,
): BookChange {
  const known = listIn(book, priceListId);
  checkVersion(book, seen);
  const dateOf = (date: string | null | undefined, before: string | undefined) =>
    date === undefined ? before : (date ?? undefined);
  const list: PriceList = omitUndefined({
    ...known,
    ...omitUndefined(change),
    startsAt: dateOf(startsAt, known.startsAt),
    endsAt: dateOf(endsAt, known.endsAt),
  });
  checkWindow(list);
  return {
    book: withLists(
      book,
      book.lists.map((other) => (other === known ? list : other)),
    ),
    list,
  };
}

/** The book without a list. Prices that variants still have of it count for nothing. */
export function removePriceList(book: PriceBook, priceListId: string, seen: number | undefined): PriceBook {
  const known = listIn(book, priceListId);
  checkVersion(book, seen);
  return withLists(
    book,
    book.lists.filter((other) => other !== known),
  );
}
