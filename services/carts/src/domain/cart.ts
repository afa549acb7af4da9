import { maxQuantity } from "@millrace/contracts/values";
import type { Caller } from "@millrace/kernel/caller";
import { isoTime, secondsAfter } from "@millrace/kernel/clock";
import { defineRefusal } from "@millrace/kernel/errors";
import { equal, type Money, maxAmount, money, sum, times } from "@millrace/kernel/money";
import { VersionMismatch } from "@millrace/kernel/refusals";

export const cartStatuses = ["open", "closed"] as const;

/** What a buyer wants of one SKU. */
export type Wanted = { readonly sku: string; readonly quantity: number };

/** One SKU of a cart, with its unit price in minor units as the buyer saw it when the line was set. */
export type CartLine = Wanted & { readonly unitPrice: number };

export type Cart = {
  readonly cartId: string;
  readonly ownerId: string;
  readonly currency: string;
  readonly status: (typeof cartStatuses)[number];
  /** At most one line per SKU, in the order they were added. */
  readonly lines: readonly CartLine[];
  /** Sequence of the cart's last journal entry; closing writes none and leaves it. */
  readonly version: number;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** The order that closed the cart. */
  readonly orderId?: string | undefined;
};

/** What a SKU is sold for now. Without a price it is not for sale in the cart's currency. */
type Quote = {
  readonly sku: string;
  readonly title: string;
  readonly unitPrice: Money | undefined;
  readonly available: number;
};
export type Quotes = ReadonlyMap<string, Quote>;

/** A transaction of 100 actions holds two per SKU beside the order's own (TransactWriteItems). */
export const maxLines = 40;

/** A guest's token ends after seven days, and nobody reaches the cart without it. */
const guestLifetimeSeconds = 7 * 24 * 60 * 60;
const customerLifetimeSeconds = 30 * 24 * 60 * 60;

export const CartNotFound = defineRefusal("not_found", "cart.not_found", "There is no such cart.");
export const CartLineNotFound = defineRefusal("not_found", "cart.line_not_found", "The cart does not hold this SKU.");
export const CartClosed = defineRefusal("conflict", "cart.closed", "This cart was checked out.");
export const CartFull = defineRefusal("conflict", "cart.full", `A cart holds at most ${maxLines} SKUs.`);
export const CartTooLarge = defineRefusal("unprocessable", "cart.too_large", "This is more than one order can hold.");
export const SkuNotSellable = defineRefusal(
  "conflict",
  "cart.sku_not_sellable",
  "Not everything here is for sale in the cart's currency.",
);

/** One entry per SKU, the quantities of repeated ones added up. */
const mergeWanted = (wanted: readonly Wanted[]): readonly Wanted[] => {
  const totals = new Map<string, number>();
  for (const { sku, quantity } of wanted) totals.set(sku, (totals.get(sku) ?? 0) + quantity);
  return [...totals].map(([sku, quantity]) => ({ sku, quantity }));
};

const priced = (wanted: readonly Wanted[], quotes: Quotes): readonly CartLine[] => {
  const lines = wanted.map((line) => ({
    line,
    price: quotes.get(line.sku)?.unitPrice,
  }));
  const unsellable = lines.filter(({ price }) => price === undefined).map(({ line }) => line.sku);
  if (unsellable.length > 0) {
    throw SkuNotSellable(`Not for sale: ${unsellable.join(", ")}.`, {
      errors: unsellable.map((sku) => ({
        field: `lines.${sku}`,
        reason: "is not for sale in this currency",
      })),
    });
  }
  return lines.flatMap(({ line, price }) => (price ? [{ ...line, unitPrice: price.amount }] : []));
};

const bounded = (lines: readonly CartLine[]): readonly CartLine[] => {
  if (lines.length > maxLines) throw CartFull();
  const tooMany = lines.filter(({ quantity }) => quantity > maxQuantity).map(({ sku }) => sku);
  if (tooMany.length > 0) throw CartTooLarge(`More than ${maxQuantity} pieces of ${tooMany.join(", ")}.`);
  // At most 40 · 10^11 · 10^4: inexact at that size, yet never on the wrong side of the bound.
  const total = lines.reduce((subtotal, { unitPrice, quantity }) => subtotal + unitPrice * quantity, 0);
  if (total > maxAmount) throw CartTooLarge();
  return lines;
};

export type Opening = {
  readonly cartId: string;
  readonly ownerId: string;
  readonly currency: string;
  readonly wanted: readonly Wanted[];
};

const expiryOf = (ownerId: string, createdAt: Date, at: Date): string =>
  ownerId.startsWith("gst_")
    ? isoTime(secondsAfter(createdAt, guestLifetimeSeconds))
    : isoTime(secondsAfter(at, customerLifetimeSeconds));

/** A new cart, its lines at today's prices; refused with every SKU that is not for sale. */
export const openCart = ({ wanted, ...identity }: Opening, quotes: Quotes, at: Date): Cart => ({
  ...identity,
  status: "open",
  lines: bounded(priced(mergeWanted(wanted), quotes)),
  version: 1,
  createdAt: isoTime(at),
  expiresAt: expiryOf(identity.ownerId, at, at),
});

/** The caller's cart; another's, an expired or an unknown one does not exist for the caller. */
export const ownCart = (cart: Cart | undefined, caller: Caller, at: Date): Cart => {
  const owns = cart !== undefined && "ownerId" in caller && caller.ownerId === cart.ownerId;
  // TTL deletes days later than it should.
  if (!owns || cart.expiresAt <= isoTime(at)) throw CartNotFound();
  return cart;
};

/** Whether the cart may be changed by somebody who last saw `version`. */
export const requireChangeable = (cart: Cart, version: number | undefined): void => {
  if (cart.status === "closed") throw CartClosed();
  if (cart.version !== version) throw VersionMismatch();
};

const changed = (cart: Cart, lines: readonly CartLine[], at: Date): Cart => ({
  ...cart,
  lines: bounded(lines),
  version: cart.version + 1,
  expiresAt: expiryOf(cart.ownerId, new Date(cart.createdAt), at),
});

/** Sets the quantity of one SKU, at today's price; a SKU that is new to the cart goes to its end. */
export const setLine = (cart: Cart, wanted: Wanted, quotes: Quotes, at: Date): Cart => {
  const [line] = priced([wanted], quotes);
  const kept = cart.lines.some(({ sku }) => sku === wanted.sku)
    ? cart.lines.map((other) => (other.sku === wanted.sku && line ? line : other))
    : [...cart.lines, ...(line ? [line] : [])];
  return changed(cart, kept, at);
};

export const removeLine = (cart: Cart, sku: string, at: Date): Cart => {
  const kept = cart.lines.filter((line) => line.sku !== sku);
  if (kept.length === cart.lines.length) throw CartLineNotFound();
  return changed(cart, kept, at);
};

/** What a cart's facts tell: which SKUs, and no prices, for those are the moment's. */
export const factOf = ({ cartId, ownerId, currency, lines }: Cart) => ({
  cartId,
  ownerId,
  currency,
  lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
});

/** A line as the buyer sees it now. */
export type PricedLine = {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly total: Money;
  readonly available: number;
  readonly sellable: boolean;
  readonly priceChanged: boolean;
};

const priceLine = ({ sku, quantity, unitPrice }: CartLine, currency: string, quote: Quote | undefined): PricedLine => {
  const seen = money(unitPrice, currency);
  const price = quote?.unitPrice;
  const sellable = price !== undefined && price.amount * quantity <= maxAmount;
  const shown = sellable ? price : seen;
  return {
    sku,
    title: quote?.title ?? sku,
    quantity,
    unitPrice: shown,
    total: times(shown, quantity),
    available: quote?.available ?? 0,
    sellable,
    priceChanged: !equal(shown, seen),
  };
};

/** A cart at today's prices. Its total counts what is for sale; the rest is shown at the price last seen. */
export const priceCart = (cart: Cart, quotes: Quotes) => {
  const { cartId, status, currency, version, createdAt, expiresAt, orderId } = cart;
  const lines = cart.lines.map((line) => priceLine(line, currency, quotes.get(line.sku)));
  const total = sum(
    lines.filter(({ sellable }) => sellable).map((line) => line.total),
    currency,
  );
  return { cartId, status, currency, lines, total, version, createdAt, expiresAt, ...(orderId ? { orderId } : {}) };
};
