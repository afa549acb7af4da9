import { isoTime, secondsAfter } from "@millrace/kernel/clock";
import { defineRefusal, type FieldError } from "@millrace/kernel/errors";
import { equal, type Money } from "@millrace/kernel/money";
import { CartChanged } from "@millrace/kernel/refusals";
import { type Line, type Order, totalOf } from "./order.ts";

/** How long an unpaid order holds its stock. */
const unpaidSeconds = 30 * 60;

/** What the shop asks for a SKU right now; absent when it cannot be sold in the cart's currency. */
type Price = { readonly title: string; readonly unitPrice: number };

export type PlaceOrder = {
  readonly orderId: string;
  readonly paymentId: string;
  readonly contactId: string;
  readonly cart: {
    readonly cartId: string;
    readonly ownerId: string;
    readonly currency: string;
    readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  };
  readonly priceOf: (sku: string) => Price | undefined;
  /** What the buyer was shown and agreed to. */
  readonly expectedTotal: Money;
};

export const CartEmpty = defineRefusal("conflict", "cart.empty", "There is nothing in this cart to order.");

const pricedLines = ({ cart, priceOf }: PlaceOrder): readonly Line[] => {
  const errors: FieldError[] = [];
  const lines = cart.lines.flatMap(({ sku, quantity }): Line[] => {
    const price = priceOf(sku);
    if (price !== undefined) return [{ sku, title: price.title, quantity, unitPrice: price.unitPrice }];
    errors.push({ field: `lines.${sku}`, reason: `is not sold in ${cart.currency} any more` });
    return [];
  });
  if (errors.length > 0) throw CartChanged("A line can no longer be bought.", { errors });
  return lines;
};

/** Makes an order of a cart at the prices of this moment, if they are what the buyer agreed to. */
export const placeOrder = (command: PlaceOrder, at: Date): Order => {
  const { cart, orderId, paymentId, contactId, expectedTotal } = command;
  if (cart.lines.length === 0) throw CartEmpty();
  const order: Order = {
    orderId,
    ownerId: cart.ownerId,
    contactId,
    cartId: cart.cartId,
    paymentId,
    status: "placed",
    paymentStatus: "pending",
    fulfillmentStatus: "unfulfilled",
    currency: cart.currency,
    lines: pricedLines(command),
    placedAt: isoTime(at),
    expiresAt: isoTime(secondsAfter(at, unpaidSeconds)),
    version: 1,
  };
  const total = totalOf(order);
  if (!equal(total, expectedTotal)) throw CartChanged("The total has changed.", { members: { total } });
  return order;
};
