import { type Decision, fact } from "@millrace/contracts/define-event";
import { OrderPlaced } from "@millrace/contracts/orders";
import type { askedProviders } from "@millrace/contracts/payments";
import { isoTime, secondsAfter } from "@millrace/kernel/clock";
import { defineRefusal } from "@millrace/kernel/errors";
import { equal, type Money } from "@millrace/kernel/money";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { CartChanged, PromotionLimitReached, RequestInvalid } from "@millrace/kernel/refusals";
import type { SaleLine } from "@millrace/kernel/sale";
import type { AppliedPromotion } from "@millrace/pricing/promotion";
import type { Quote, QuotedShipping } from "@millrace/pricing/quote";
import { estimateOf } from "@millrace/pricing/shipping";
import type { Line, Shipping, TakenOff } from "./amounts.ts";
import { type Order, orderData } from "./order.ts";

/** How long an unpaid order holds its stock. */
const unpaidSeconds = 30 * 60;

export const CartEmpty = defineRefusal("conflict", "cart.empty", "There is nothing in this cart to order.");
export const ShippingMethodRequired = defineRefusal(
  "conflict",
  "cart.shipping_method_required",
  "Choose how the goods are to be shipped.",
);

/** What the buyer was shown and agreed to. */
type Agreed = { readonly expectedTotal: Money; readonly shippingMethodId: string | undefined };

/**
 * Refuses a quote that is not what the buyer agreed to: `CartChanged` with each line or the new totals,
 * `ShippingMethodRequired` where none is chosen, `PromotionLimitReached` where the total differs by a coupon that is
 * used up.
 */
export function requireAgreed(quote: Quote, { expectedTotal, shippingMethodId }: Agreed): void {
  const { unsellable, currency, needsShipping, shipping, rejected, totals } = quote;
  if (unsellable.length > 0) {
    const reason = `is not sold in ${currency} any more`;
    throw CartChanged("A line can no longer be bought.", {
      errors: unsellable.map((sku) => ({ field: `lines.${sku}`, reason })),
    });
  }
  if (needsShipping && shippingMethodId === undefined) {
    throw ShippingMethodRequired(undefined, { errors: [{ field: "shippingMethodId", reason: "is not chosen" }] });
  }
  if (needsShipping && shipping === undefined) {
    const errors = [{ field: "shippingMethodId", reason: "is not offered for these goods and this address" }];
    throw CartChanged("The shipping method is no longer offered.", { errors });
  }
  if (equal(totals.total, expectedTotal)) return;
  const members = { total: totals.total, totals };
  const usedUp = rejected.filter(({ code, reason }) => code !== undefined && reason === "limit_reached");
  if (usedUp.length > 0) {
    const errors = usedUp.map(({ code }) => ({ field: `coupons.${code}`, reason: "is used up" }));
    throw PromotionLimitReached(undefined, { errors, members });
  }
  throw CartChanged("The total has changed.", { members });
}

/** How a buyer pays: a provider, and its name for the buyer's means of payment. */
type Means = { readonly provider: (typeof askedProviders)[number]; readonly token: string };

const nothingToPay: Means = { provider: "none", token: "none" };

/**
 * How the order is paid. Where it costs nothing, nobody is asked, whatever the buyer sent; where it costs something and
 * nothing was sent, it is refused (`RequestInvalid`).
 */
export function meansOf({ totals }: Quote, payment: Means | undefined): Means {
  if (totals.total.amount === 0) return nothingToPay;
  if (payment === undefined) {
    const errors = [{ field: "body.payment", reason: "is missing, and the order costs something" }];
    throw RequestInvalid(undefined, { errors });
  }
  return payment;
}

/** When units of SKUs are expected that are sold before they are in. */
type Promises = ReadonlyMap<string, string>;

/** When the last of what a line takes is expected, where that is later than the order. */
function shipsAtOf({ sku, parts = [{ sku, quantity: 1 }] }: SaleLine, promises: Promises, at: Date) {
  const dates = parts.map((part) => promises.get(part.sku) ?? "").toSorted();
  const last = dates.at(-1) ?? "";
  return last > isoTime(at) ? last : undefined;
}

/**
 * Refuses (`CartChanged`) an order of which something is expected later than it was promised, because others took what was
 * there.
 */
export function requireKept(lines: readonly SaleLine[], promised: Promises, now: Promises): void {
  const later = [...now].filter(([sku, shipsAt]) => shipsAt > (promised.get(sku) ?? "")).map(([sku]) => sku);
  const changed = lines.filter(({ sku, parts = [{ sku }] }) => parts.some((part) => later.includes(part.sku)));
  if (changed.length === 0) return;
  const errors = changed.map(({ sku }) => ({ field: `lines.${sku}`, reason: "is not all there any more" }));
  throw CartChanged("What was there is expected later now.", { errors });
}

function lineOf({ sku, title, quantity, price, discount, taxes, offer }: Quote["lines"][number]): Line {
  return omitUndefined({
    sku,
    title,
    quantity,
    unitPrice: price.unitPrice.amount,
    discount: discount.amount === 0 ? undefined : discount.amount,
    taxes: taxes.length === 0 ? undefined : taxes,
    parts: offer.parts,
  });
}

function shippingOf({ amount, discount, taxes, ...option }: QuotedShipping, estimate: Shipping["estimate"]): Shipping {
  const { shippingMethodId, name, kind, locationId, place } = option;
  const charged = { amount: amount.amount - discount.amount, taxes: taxes.length === 0 ? undefined : taxes };
  return omitUndefined({ shippingMethodId, name, kind, locationId, place, estimate, ...charged });
}

function takenOff({ promotionId, name, code, perLine, shipping }: AppliedPromotion): TakenOff {
  return omitUndefined({ promotionId, name, code, amount: perLine.reduce((total, off) => total + off, shipping) });
}

/** Whose order it is, and what it was made of and for. */
export type Placing = Pick<
  Order,
  "orderId" | "ownerId" | "contactId" | "cartId" | "paymentId" | "destination" | "holds" | "redemptions"
>;

/**
 * Makes an order of a quote, at the prices of this time. Its fact does not tell where its stock is held.
 *
 * @param promises when units of SKUs are expected that are sold before they are in
 */
export function placeOrder(
  placing: Placing,
  quote: Quote,
  promises: Promises,
  at: Date,
): Decision<Order, typeof OrderPlaced> {
  const expiresAt = isoTime(secondsAfter(at, unpaidSeconds));
  const lines = quote.lines.map((line) => {
    const made = lineOf(line);
    return { ...made, ...omitUndefined({ shipsAt: shipsAtOf(made, promises, at) }) };
  });
  const [readyAt] = lines
    .flatMap(({ shipsAt }) => (shipsAt ? [shipsAt] : []))
    .toSorted()
    .reverse();
  const arriving = (shipping: QuotedShipping) => estimateOf(shipping, at, readyAt ? new Date(readyAt) : undefined);
  const state: Order = {
    ...placing,
    status: "placed",
    paymentStatus: quote.totals.total.amount === 0 ? "not_required" : "pending",
    fulfillmentStatus: "unfulfilled",
    currency: quote.currency,
    lines,
    taxIncluded: quote.taxIncluded,
    ...omitUndefined({
      shipping: quote.shipping && shippingOf(quote.shipping, arriving(quote.shipping)),
      promotions: quote.applied.length === 0 ? undefined : quote.applied.map(takenOff),
    }),
    placedAt: isoTime(at),
    expiresAt,
    version: 1,
  };
  return { state, fact: fact(OrderPlaced, state.orderId, state.version, { ...orderData(state), expiresAt }) };
}
