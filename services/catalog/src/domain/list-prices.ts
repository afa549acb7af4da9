import { type Decision, type FactData, fact } from "@millrace/contracts/define-event";
import { PriceListPricesChanged } from "@millrace/contracts/price-lists";
import { defineRefusal, type FieldError, type RefusalType } from "@millrace/kernel/errors";
import { requireVersion } from "@millrace/kernel/preconditions";
import { listIn, type PriceBook } from "./price-list.ts";

/** List prices of one SKU, of all lists together: the SKU's item is read with each cart. */
const maxListPrices = 100;

/** The prices of one SKU in a list; none where they were removed. */
export type ListedSku = Readonly<FactData<typeof PriceListPricesChanged>["items"][number]>;

/** A price of a SKU, and the list that it is in. */
type ListPrice = ListedSku["prices"][number] & { readonly priceListId: string };

/** The prices that a SKU shall have, and where the request names it: `body.items.3.sku`. */
export type WantedPrices = ListedSku & { readonly field: string };

/** What is stored of a SKU whose prices a list changes. */
type PricedSku = {
  readonly offer: { readonly listPrices?: readonly ListPrice[] | undefined } | undefined;
  /** Its prices in this list; undefined where it never had any. */
  readonly listed: Pick<ListedSku, "prices"> | undefined;
};

/** What a change of a list's prices depends on. */
export type ListState = {
  readonly book: PriceBook;
  /** How often the list's prices changed. */
  readonly version: number;
  /** One per SKU asked for, in that order. */
  readonly skus: readonly PricedSku[];
};

/** New prices of one SKU in a list, and what they make of all its list prices. */
type RepricedSku = ListedSku & {
  /** Whether the list never had prices for the SKU. */
  readonly isNew: boolean;
  readonly before: readonly ListPrice[] | undefined;
  readonly after: readonly ListPrice[];
};

export type ListPricesChange = {
  readonly priceListId: string;
  readonly version: number;
  readonly skus: readonly RepricedSku[];
};

export const SkuNotFound = defineRefusal("not_found", "catalog.sku_not_found", "There is no such SKU.");
export const ListPricesNotFound = defineRefusal(
  "not_found",
  "price_list.prices_not_found",
  "The price list has no prices for the SKU.",
);
export const TooManyListPrices = defineRefusal(
  "conflict",
  "price_list.too_many_prices",
  `A SKU has at most ${maxListPrices} prices in all price lists together.`,
);

/** Refuses if anything is wrong with a SKU, naming every such SKU by its place in the request. */
function refuseEach(wrong: readonly WantedPrices[], refusal: RefusalType, reason: string): void {
  const errors: readonly FieldError[] = wrong.map(({ field, sku }) => ({ field, reason: `${sku} ${reason}` }));
  if (errors.length > 0) throw refusal(errors.map((error) => `${error.reason}.`).join(" "), { errors });
}

/** All list prices of a SKU once the list has others. Prices of lists that the book no longer has are left out. */
export function withPricesOf(
  book: PriceBook,
  before: readonly ListPrice[],
  priceListId: string,
  prices: ListedSku["prices"],
): readonly ListPrice[] {
  const others = new Set(book.lists.map((list) => list.priceListId).filter((other) => other !== priceListId));
  return [
    ...before.filter((price) => others.has(price.priceListId)),
    ...prices.map((price) => ({ ...price, priceListId })),
  ];
}

/**
 * New prices of SKUs in a list, in the order of the state that was read for them. Refuses (`PriceListNotFound`,
 * `SkuNotFound`) what is not there, (`ListPricesNotFound`) to remove what a SKU does not have, (`VersionMismatch`) a writer
 * who has seen another version of the list's prices, and (`TooManyListPrices`) a SKU that would have too many.
 */
export function priceSkus(
  priceListId: string,
  items: readonly WantedPrices[],
  { book, version, skus }: ListState,
  seen: number,
): Decision<ListPricesChange, typeof PriceListPricesChanged> {
  listIn(book, priceListId);
  const wanted = items.map((item, index) => ({ ...item, ...(skus[index] ?? { offer: undefined, listed: undefined }) }));
  const unknown = wanted.filter(({ offer }) => offer === undefined);
  refuseEach(unknown, SkuNotFound, "is no SKU of the catalog");
  const unlisted = wanted.filter(({ prices, listed }) => prices.length === 0 && !listed?.prices.length);
  refuseEach(unlisted, ListPricesNotFound, "has no prices in the list");
  requireVersion("the list's prices", version, seen);
  const repriced = wanted.map(({ offer, listed, ...item }) => {
    const before = offer?.listPrices;
    const after = withPricesOf(book, before ?? [], priceListId, item.prices);
    return { ...item, isNew: listed === undefined, before, after };
  });
  const full = repriced.filter(({ after }) => after.length > maxListPrices);
  refuseEach(full, TooManyListPrices, `would have more than ${maxListPrices} list prices`);
  const state = { priceListId, version: version + 1, skus: repriced };
  const data = { priceListId, items: items.map(({ sku, prices }) => ({ sku, prices })) };
  return { state, fact: fact(PriceListPricesChanged, priceListId, state.version, data) };
}
