import { type Decision, type FactData, fact } from "@millrace/contracts/define-event";
import { PriceListCreated, PriceListRemoved, PriceListUpdated } from "@millrace/contracts/price-lists";
import { defineRefusal } from "@millrace/kernel/errors";
import { omitUndefined, type Some } from "@millrace/kernel/omit-undefined";
import { found, requireVersion } from "@millrace/kernel/preconditions";

/** When and for whom a price list holds, without its prices. */
export type PriceList = Omit<FactData<typeof PriceListCreated>, "groups"> & { readonly groups: readonly string[] };

/** Every price list of the shop, the oldest first. */
export type PriceBook = { readonly lists: readonly PriceList[]; readonly version: number };

/** Price lists of a shop. A checkout reads them all, so they are one item. */
export const maxPriceLists = 50;

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

export type PriceListDraft = Omit<PriceList, "priceListId">;

/** What changes of a price list; `null` takes a date away. */
export type PriceListChange = Some<
  Pick<PriceList, "name" | "status" | "groups"> & { readonly startsAt: string | null; readonly endsAt: string | null }
>;

/** A list of the book. Refuses (`PriceListNotFound`) one that is not in it. */
export function listIn(book: PriceBook, priceListId: string): PriceList {
  return found(
    book.lists.find((known) => known.priceListId === priceListId),
    PriceListNotFound,
  );
}

function requireSeen({ version }: PriceBook, seen: number): void {
  requireVersion("the price lists", version, seen);
}

function checkWindow({ startsAt, endsAt }: PriceList): void {
  if (startsAt === undefined || endsAt === undefined || startsAt < endsAt) return;
  throw PriceListWindowEmpty(`It would start at ${startsAt} and end at ${endsAt}.`, {
    errors: [{ field: "body.endsAt", reason: "is not after startsAt" }],
  });
}

/** What every fact says of a list. */
function factOf(list: PriceList) {
  return { ...list, groups: [...list.groups] };
}

function withLists({ version }: PriceBook, lists: readonly PriceList[]): PriceBook {
  return { lists, version: version + 1 };
}

/**
 * The book with one more list. Refuses (`VersionMismatch`) a writer who has seen another book, (`PriceBookFull`) a list too
 * many, and (`PriceListWindowEmpty`) one that never holds.
 */
export function addPriceList(
  known: PriceBook,
  draft: PriceListDraft,
  priceListId: string,
  seen: number,
): Decision<BookChange, typeof PriceListCreated> {
  requireSeen(known, seen);
  if (known.lists.length >= maxPriceLists) throw PriceBookFull();
  const list = omitUndefined({ priceListId, ...draft });
  checkWindow(list);
  const book = withLists(known, [...known.lists, list]);
  return { state: { book, list }, fact: fact(PriceListCreated, priceBookId, book.version, factOf(list)) };
}

/**
 * A list with what the change names. Refuses (`PriceListNotFound`) one that is not there, (`VersionMismatch`) a writer who
 * has seen another book, and (`PriceListWindowEmpty`) one that would never hold.
 */
export function changePriceList(
  known: PriceBook,
  priceListId: string,
  { startsAt, endsAt, ...change }: PriceListChange,
  seen: number,
): Decision<BookChange, typeof PriceListUpdated> {
  const before = listIn(known, priceListId);
  requireSeen(known, seen);
  const dateOf = (date: string | null | undefined, former: string | undefined) =>
    date === undefined ? former : (date ?? undefined);
  const list = omitUndefined({
    ...before,
    ...omitUndefined(change),
    startsAt: dateOf(startsAt, before.startsAt),
    endsAt: dateOf(endsAt, before.endsAt),
  });
  checkWindow(list);
  const lists = known.lists.map((other) => (other === before ? list : other));
  const book = withLists(known, lists);
  return { state: { book, list }, fact: fact(PriceListUpdated, priceBookId, book.version, factOf(list)) };
}

/**
 * The book without a list. Prices that variants still have of it count for nothing. Refuses (`PriceListNotFound`) one that
 * is not there, and (`VersionMismatch`) a writer who has seen another book.
 */
export function dropPriceList(
  known: PriceBook,
  priceListId: string,
  seen: number,
): Decision<PriceBook, typeof PriceListRemoved> {
  const before = listIn(known, priceListId);
  requireSeen(known, seen);
  const lists = known.lists.filter((other) => other !== before);
  const state = withLists(known, lists);
  return { state, fact: fact(PriceListRemoved, priceBookId, state.version, { priceListId }) };
}
