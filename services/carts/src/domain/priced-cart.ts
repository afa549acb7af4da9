import { type Money, money } from "@millrace/kernel/money";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { unitsBySku } from "@millrace/kernel/sale";
import { isWithinBounds, type Quote, type QuotedLine } from "@millrace/pricing/quote";
import { estimateOf } from "@millrace/pricing/shipping";
import { type Cart, type CartLine, CartTooLarge } from "./cart.ts";

/**
 * Refuses (`CartTooLarge`) a quote that no order can have: its total is too large with all taxes and shipping, or a line
 * is that became dearer since it was set.
 */
export function requireOrderable(quote: Quote): void {
  if (isWithinBounds(quote)) return;
  const reason = "costs more than one order can";
  const fields = quote.tooDear.length > 0 ? quote.tooDear.map((sku) => `lines.${sku}`) : ["total"];
  throw CartTooLarge(undefined, { errors: fields.map((field) => ({ field, reason })) });
}

/** What is to be known beside a cart's quote to show it. */
export type Shown = {
  readonly quote: Quote;
  /** Whether taxes and shipping wait for the destination's region. */
  readonly regionRequired: boolean;
  /** What a SKU is called, also one that is not for sale. */
  readonly titleOf: (sku: string) => string;
  /** Units of a stock SKU that can be ordered now. */
  readonly availableOf: (sku: string) => number;
  readonly at: Date;
  /** When the last units are in of what is sold before it is there, of what is fetched at the place where it waits. */
  readonly readyAt: (pickUpAt: string | undefined) => Date | undefined;
};

/** What became of a line since it was set. */
type LineChange =
  | { readonly kind: "price_up" | "price_down"; readonly from: Money; readonly to: Money }
  | { readonly kind: "not_for_sale" | "too_dear" }
  | { readonly kind: "fewer_available"; readonly available: number };

function partsOf({ sku, parts = [{ sku, quantity: 1 }] }: CartLine) {
  return parts;
}

function priceChanges(seen: Money, now: Money): readonly LineChange[] {
  return seen.amount === now.amount
    ? []
    : [{ kind: now.amount > seen.amount ? "price_up" : "price_down", from: seen, to: now }];
}

/** The price of a line, and the rule that made it: the SKU's own price, or the price list that won. */
function priceOf({ price: { unitPrice, compareAt, minQuantity, priceList } }: QuotedLine) {
  return {
    unitPrice,
    ...omitUndefined({ compareAt }),
    priceRule: omitUndefined({ kind: priceList?.kind ?? ("base" as const), minQuantity, ...priceList }),
  };
}

function showLine(cart: Cart, line: CartLine, { quote, titleOf, availableOf }: Shown) {
  const { sku, quantity } = line;
  const seen = money(line.unitPrice, cart.currency);
  const quoted = quote.lines.find((one) => one.sku === sku);
  const nothing = money(0, cart.currency);
  // What a line can have by itself; whether all lines together find enough is told as a change.
  const available = Math.min(...partsOf(line).map((part) => Math.floor(availableOf(part.sku) / part.quantity)));
  const wanted = new Map(unitsBySku(cart.lines).map((units) => [units.sku, units.quantity]));
  const short = partsOf(line).some((part) => (wanted.get(part.sku) ?? 0) > availableOf(part.sku));
  const uncounted = { kind: quote.tooDear.includes(sku) ? "too_dear" : "not_for_sale" } as const;
  const changes: readonly LineChange[] = [
    ...(quoted ? priceChanges(seen, quoted.price.unitPrice) : [uncounted]),
    ...(short ? [{ kind: "fewer_available", available } as const] : []),
  ];
  return {
    sku,
    title: titleOf(sku),
    quantity,
    ...(quoted ? priceOf(quoted) : { unitPrice: seen }),
    subtotal: quoted?.subtotal ?? nothing,
    discounts: quoted?.discounts ?? [],
    discount: quoted?.discount ?? nothing,
    taxes: quoted?.taxes ?? [],
    tax: quoted?.tax ?? nothing,
    total: quoted?.total ?? nothing,
    available,
    sellable: quoted !== undefined,
    priceChanged: quoted !== undefined && quoted.price.unitPrice.amount !== line.unitPrice,
    changes,
    ...omitUndefined({ parts: line.parts }),
  };
}

/** Each coupon of the cart, and why it takes nothing off. One that nothing is known of any more is not active. */
function showCoupons({ coupons }: Cart, { applied, rejected }: Quote) {
  return coupons.map(({ code }) => {
    if (applied.some((one) => one.code === code)) return { code, applied: true };
    return { code, applied: false, reason: rejected.find((one) => one.code === code)?.reason ?? "not_active" };
  });
}

function showPromotions({ applied, currency }: Quote) {
  return applied.map(({ promotionId, name, code, perLine, shipping }) => ({
    promotionId,
    name,
    ...omitUndefined({ code }),
    amount: money(
      perLine.reduce((total, amount) => total + amount, shipping),
      currency,
    ),
    freeShipping: shipping > 0,
  }));
}

function showShipping({ quote: { needsShipping, options, shipping }, at, readyAt }: Shown) {
  return {
    needed: needsShipping,
    options: options.map(({ shippingMethodId, name, kind, amount, locationId, ...days }) => ({
      shippingMethodId,
      name,
      kind,
      amount,
      estimate: estimateOf(days, at, readyAt(locationId)),
      ...omitUndefined({ locationId }),
    })),
    ...(shipping
      ? {
          chosen: {
            shippingMethodId: shipping.shippingMethodId,
            amount: shipping.amount,
            discount: shipping.discount,
            taxes: shipping.taxes,
            tax: shipping.tax,
            total: shipping.total,
          },
        }
      : {}),
  };
}

/**
 * A cart as its owner sees it, at the shop's prices, without its note: this is what stored answers hold, and they hold
 * no personal data. A line that is not for sale, or too dear, shows the price last seen and counts nothing, so that
 * `total` is the sum of the lines' totals and the one of the shipping chosen.
 */
export function showCart(cart: Cart, shown: Shown) {
  const { cartId, status, currency, destination, shippingMethodId, version, createdAt, expiresAt } = cart;
  const { quote, regionRequired } = shown;
  return {
    cartId,
    status,
    currency,
    lines: cart.lines.map((line) => showLine(cart, line, shown)),
    coupons: showCoupons(cart, quote),
    promotions: showPromotions(quote),
    regionRequired,
    shipping: showShipping(shown),
    totals: { ...quote.totals, taxIncluded: quote.taxIncluded },
    total: quote.totals.total,
    version,
    createdAt,
    expiresAt,
    ...omitUndefined({ destination, shippingMethodId, orderId: cart.orderId, mergedInto: cart.mergedInto }),
  };
}
