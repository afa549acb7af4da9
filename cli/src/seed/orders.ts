import { createHash } from "node:crypto";
import { CartCreated } from "@millrace/contracts/carts";
import { OrderCanceled, OrderConfirmed, OrderPlaced } from "@millrace/contracts/orders";
import { epochSeconds, secondsAfter } from "@millrace/kernel/clock";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import type { Table } from "@millrace/table/table";
import { cartEntity } from "../../../services/carts/src/data/cart.entity.ts";
import { type Cart, factOf as cartFactOf } from "../../../services/carts/src/domain/cart.ts";
import type { Contact } from "../../../services/customers/src/domain/contact.ts";
import type { MovementKind } from "../../../services/inventory/src/domain/stock.ts";
import { orderEntity } from "../../../services/orders/src/data/order.entity.ts";
import { createOrders } from "../../../services/orders/src/data/orders.ts";
import { amountsOf } from "../../../services/orders/src/domain/amounts.ts";
import { cancelUnpaid, confirm, factOf, type Order } from "../../../services/orders/src/domain/order.ts";
import { placeOrder } from "../../../services/orders/src/domain/place-order.ts";
import { paymentEntity } from "../../../services/payments/src/data/payment.entity.ts";
import { authorize, end, fail, openPayment, type Payment } from "../../../services/payments/src/domain/payment.ts";
import { cartOf, quoteOf, type Shelf } from "./baskets.ts";
import { type Chance, chanceOf, seededId } from "./chance.ts";
import { createdBy, type Item, itemOf, seededFacts, seededJournal } from "./items.ts";
import type { Plan } from "./plan.ts";
import { type Ledger, placed } from "./stock.ts";
import { minutesAfter, orderedAt } from "./times.ts";

/** How an order ended: of a hundred so many, in turn; the rest is confirmed. */
const shares = { open: 10, declined: 8, unpaid: 7 } as const;
type Ending = keyof typeof shares | "confirmed";

/** An order that is unpaid in a seed stays so: no sweeper comes for it in our time. */
const neverDue = "2999-12-31T23:59:59.000Z";

/** A cart that has expired is kept for so long. */
const keptSeconds = 30 * 24 * 60 * 60;

export type Buying = Shelf & {
  readonly contacts: readonly Contact[];
  readonly ledger: Ledger;
};

function endingOf(chance: Chance): Ending {
  const drawn = chance.below(100);
  if (drawn < shares.open) return "open";
  if (drawn < shares.open + shares.declined) return "declined";
  return drawn < shares.open + shares.declined + shares.unpaid ? "unpaid" : "confirmed";
}

/** What happened to an order after it was placed, and how many minutes later. */
const outcomes = {
  declined: { reason: "payment_failed", minutes: 1, token: "tok_declined" },
  unpaid: { reason: "unpaid", minutes: 31, token: "tok_requires_action" },
  confirmed: { reason: undefined, minutes: 1, token: "tok_ok" },
} as const;

/** What became of an order's payment. */
function paid(payment: Payment, ending: Exclude<Ending, "open">) {
  if (ending === "confirmed") return authorize(payment, referenceOf(payment.orderId));
  return ending === "declined" ? fail(payment, "declined") : end(payment);
}

function settled(order: Order, ending: Exclude<Ending, "open">): Order {
  const { reason } = outcomes[ending];
  const change = reason === undefined ? confirm(order) : cancelUnpaid(order, reason);
  if (change === undefined) throw new TypeError(`A ${order.status} order is not ${ending}.`);
  return { ...order, ...change, version: order.version + 1 };
}

function referenceOf(orderId: string): string {
  return `sbx_${createHash("sha256").update(`${orderId}.1`).digest("hex").slice(0, 24)}`;
}

/** Where the items of orders go. */
function booksOf(table: Table, plan: Plan, ledger: Ledger) {
  return {
    ledger,
    orders: createOrders(table),
    orderItem: orderEntity(table),
    cartItem: cartEntity(table),
    paymentItem: paymentEntity(table),
    tellOfCart: seededJournal("carts", "cartId", table, plan),
    tellOfOrder: seededJournal("orders", "orderId", table, plan),
    tell: seededFacts(table, plan),
  };
}
type Books = ReturnType<typeof booksOf>;

/** Orders, each with its cart, payment, stock movements and journals. */
export async function* orderItems(table: Table, plan: Plan, buying: Buying): AsyncGenerator<Item> {
  const { seed } = plan;
  const { variants, contacts, settings, ledger } = buying;
  const chance = chanceOf(seed, "orders");
  const bySku = new Map(variants.map((variant) => [variant.sku, variant]));
  const books = booksOf(table, plan, ledger);
  for (let number = 0; number < plan.orders; number += 1) {
    const at = orderedAt(number);
    const cartedAt = minutesAfter(at, -20);
    const { ownerId, contactId } = chance.pick(contacts);
    const cartId = seededId(seed, "cart", number, cartedAt);
    const cart = cartOf(chance, buying, { cartId, ownerId }, cartedAt);
    const quoted = await quoteOf(cart, bySku, settings, at);
    const orderId = seededId(seed, "order", number, at);
    const paymentId = seededId(seed, "payment", number, at);
    const holds = cart.lines.map(({ sku, quantity }) => ({ sku, ...placed(quantity) }));
    const order = placeOrder({ orderId, ownerId, cartId, contactId, paymentId, holds }, quoted, at);
    const ending = endingOf(chance);
    yield* cartItems(books, cart, orderId, cartedAt);
    yield* moves(books, order, "RESERVATION", at);
    yield* ending === "open" ? openItems(books, order, at) : endedItems(books, order, ending, at);
  }
}

/** The cart of an order, closed. */
function* cartItems({ cartItem, tellOfCart }: Books, cart: Cart, orderId: string, at: Date): Generator<Item> {
  const ttl = epochSeconds(secondsAfter(new Date(cart.expiresAt), keptSeconds));
  yield itemOf(
    cartItem.create(omitUndefined({ ...cart, lines: cart.lines.map(omitUndefined), status: "closed", orderId, ttl })),
  );
  const { cartId: aggregateId, version: sequence } = cart;
  yield* tellOfCart({ aggregateId, sequence, event: CartCreated, data: cartFactOf(cart), at });
}

/** An order that waits for its payment. */
function* openItems({ orders, paymentItem, ...books }: Books, order: Order, at: Date): Generator<Item> {
  const open = { ...order, expiresAt: neverDue };
  yield* createdBy([orders.place(open)]);
  yield* placedFact(books, open, at);
  yield itemOf(paymentItem.create(openedPayment(order, "tok_requires_action")));
}

/** An order that was confirmed or canceled, and its payment. */
function* endedItems(books: Books, order: Order, ending: Exclude<Ending, "open">, at: Date): Generator<Item> {
  const { orderItem, paymentItem, tell, tellOfOrder } = books;
  const { reason, minutes, token } = outcomes[ending];
  yield* placedFact(books, order, at);
  const later = minutesAfter(at, minutes);
  const ended = settled(order, ending);
  yield itemOf(orderItem.create(omitUndefined(ended)));
  const payment = paid(openedPayment(order, token), ending);
  if (payment === undefined) throw new TypeError("A payment that is pending has not ended.");
  yield itemOf(paymentItem.create(payment.state));
  yield* tell(payment.fact, later);
  const told = { aggregateId: order.orderId, sequence: ended.version, at: later };
  if (reason === undefined) yield* tellOfOrder({ ...told, event: OrderConfirmed, data: factOf(ended) });
  else yield* tellOfOrder({ ...told, event: OrderCanceled, data: { ...factOf(ended), reason } });
  yield* moves(books, order, reason === undefined ? "ALLOCATION" : "RELEASE", later);
}

function placedFact({ tellOfOrder }: Pick<Books, "tellOfOrder">, order: Order, at: Date): readonly Item[] {
  const data = { ...factOf(order), expiresAt: order.expiresAt };
  return tellOfOrder({ aggregateId: order.orderId, sequence: 1, event: OrderPlaced, data, at });
}

function openedPayment(order: Order, token: string): Payment {
  const { paymentId, orderId } = order;
  return openPayment({ paymentId, orderId, ...amountsOf(order).total, provider: "sandbox", token });
}

function moves({ ledger }: Books, { orderId, holds }: Order, kind: MovementKind, at: Date): readonly Item[] {
  return holds.map(({ sku, quantity }) => ledger.move(sku, kind, orderId, quantity, at));
}
