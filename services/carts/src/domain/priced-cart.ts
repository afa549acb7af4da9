import { given } from "@millrace/kernel/given";
import { equal, type Money, maxAmount, money, sum, times } from "@millrace/kernel/money";
import type { Cart, CartLine } from "./cart.ts";

/** What a line is sold for now. Without a price it is not for sale in the cart's currency. */
export type Quote = { readonly title: string; readonly unitPrice: Money | undefined; readonly available: number };
export type Quotes = ReadonlyMap<string, Quote>;

const priceLine = ({ sku, quantity, unitPrice }: CartLine, currency: string, quote: Quote | undefined) => {
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
  const { cartId, status, currency, coupons, destination, shippingMethodId, note, version } = cart;
  const { createdAt, expiresAt, orderId, mergedInto } = cart;
  const lines = cart.lines.map((line) => priceLine(line, currency, quotes.get(line.sku)));
  const total = sum(
    lines.filter(({ sellable }) => sellable).map((line) => line.total),
    currency,
  );
  return given({
    cartId,
    status,
    currency,
    lines,
    coupons: coupons.map(({ code }) => ({ code })),
    destination,
    shippingMethodId,
    note,
    total,
    version,
    createdAt,
    expiresAt,
    orderId,
    mergedInto,
  });
};
