import { createHash } from "node:crypto";
import type { CartCreated } from "@millrace/contracts/carts";
import type { Decision } from "@millrace/contracts/define-event";
import type { OrderPlaced } from "@millrace/contracts/orders";
import { epochSeconds, secondsAfter } from "@millrace/kernel/clock";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import type { Table } from "@millrace/table/table";
import { cartEntity } from "../../../services/carts/src/data/cart.entity.ts";
import type { Cart } from "../../../services/carts/src/domain/cart.ts";
import { createRecipients } from "../../../services/customers/src/data/recipients.ts";
import type { Contact } from "../../../services/customers/src/domain/contact.ts";
import { recipientOf } from "../../../services/customers/src/domain/recipient.ts";
import type { MovementKind } from "../../../services/inventory/src/domain/stock.ts";
import { orderEntity } from "../../../services/orders/src/data/order.entity.ts";
import { createOrders } from "../../../services/orders/src/data/orders.ts";
import { cancelUnpaid, confirm, type Order } from "../../../services/orders/src/domain/order.ts";
import { placeOrder } from "../../../services/orders/src/domain/place-order.ts";
import { paymentEntity } from "../../../services/payments/src/data/payment.entity.ts";
import { authorize, end, fail, openPayment, type Payment } from "../../../services/payments/src/domain/payment.ts";
import { cartOf, quoteOf, type Shelf } from "./baskets.ts";
import { type Chance, chanceOf, seededId } from "./chance.ts";
import { createdBy, type Item, itemOf, seededFacts } from "./items.ts";
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

/** What became of an order. */
function settled(order: Order, ending: Exclude<Ending, "open">) {
  const { reason } = outcomes[ending];
  const decision = reason === undefined ? confirm(order) : cancelUnpaid(order, reason);
  if (decision === undefined) throw new TypeError(`A ${order.status} order is not ${ending}.`);
  return decision;
}

/** What became of an order's payment. */
function paid(payment: Payment, ending: Exclude<Ending, "open">) {
  if (ending === "confirmed") return authorize(payment, referenceOf(payment.orderId));
  const decision = ending === "declined" ? fail(payment, "declined") : end(payment);
  if (decision === undefined) throw new TypeError(`A ${payment.status} payment does not end.`);
  return decision;
}

function referenceOf(orderId: string): string {
  return `sbx_${createHash("sha256").update(`${orderId}.1`).digest("hex").slice(0, 24)}`;
}

/** Where the items of orders go. */
function booksOf(table: Table, plan: Plan, ledger: Ledger) {
  return {
    ledger,
    recipients: createRecipients(table),
    orders: createOrders(table),
    orderItem: orderEntity(table),
    cartItem: cartEntity(table),
    paymentItem: paymentEntity(table),
    tell: seededFacts(table, plan),
  };
}
type Books = ReturnType<typeof booksOf>;

type Carted = Decision<Cart, typeof CartCreated>;
type Placed = Decision<Order, typeof OrderPlaced>;

/** Orders, each with its cart, recipient, payment, stock movements and journals. */
export async function* orderItems(table: Table, plan: Plan, buying: Buying): AsyncGenerator<Item> {
  const { seed } = plan;
  const { variants, contacts, settings, ledger } = buying;
  const chance = chanceOf(seed, "orders");
  const bySku = new Map(variants.map((variant) => [variant.sku, variant]));
  const books = booksOf(table, plan, ledger);
  for (let number = 0; number < plan.orders; number += 1) {
    const at = orderedAt(number);
    const cartedAt = minutesAfter(at, -20);
    const contact = chance.pick(contacts);
    const { ownerId, contactId, address } = contact;
    const cartId = seededId(seed, "cart", number, cartedAt);
    const cart = cartOf(chance, buying, { cartId, ownerId }, cartedAt);
    const quoted = await quoteOf(cart.state, bySku, settings, at);
    const orderId = seededId(seed, "order", number, at);
    const paymentId = seededId(seed, "payment", number, at);
    const holds = cart.state.lines.map(({ sku, quantity }) => ({ sku, ...placed(quantity) }));
    const destination = { country: address.country };
    const placing = { orderId, ownerId, cartId, contactId, paymentId, destination, holds };
    const order: Placed = placeOrder(placing, quoted, new Map(), at);
    const ending = endingOf(chance);
    yield* cartItems(books, cart, orderId, cartedAt);
    yield* createdBy([books.recipients.keep(recipientOf(contact, orderId))]);
    yield* moves(books, order.state, "RESERVATION", at);
    yield* ending === "open" ? openItems(books, order, at) : endedItems(books, order, ending, at);
  }
}

/** The cart of an order, closed. */
function* cartItems({ cartItem, tell }: Books, cart: Carted, orderId: string, at: Date): Generator<Item> {
  const { state, fact } = cart;
  const ttl = epochSeconds(secondsAfter(new Date(state.expiresAt), keptSeconds));
  const closed = { ...state, lines: state.lines.map(omitUndefined), status: "closed", orderId, ttl } as const;
  yield itemOf(cartItem.create(omitUndefined(closed)));
  yield* tell(fact, at);
}

/** An order that waits for its payment. */
function* openItems({ orders, paymentItem, tell }: Books, { state, fact }: Placed, at: Date): Generator<Item> {
  const payment = openedPayment({ state, fact }, "tok_requires_action");
  yield* createdBy([orders.place({ ...state, expiresAt: neverDue })]);
  yield* tell({ ...fact, data: { ...fact.data, expiresAt: neverDue } }, at);
  yield itemOf(paymentItem.create(payment));
}

/** An order that was confirmed or canceled, and its payment. */
function* endedItems(books: Books, placed: Placed, ending: Exclude<Ending, "open">, at: Date): Generator<Item> {
  const { orderItem, paymentItem, tell } = books;
  const { reason, minutes, token } = outcomes[ending];
  const later = minutesAfter(at, minutes);
  const [order, payment] = [settled(placed.state, ending), paid(openedPayment(placed, token), ending)];
  yield* tell(placed.fact, at);
  yield itemOf(orderItem.create(omitUndefined(order.state)));
  yield itemOf(paymentItem.create(payment.state));
  yield* tell(payment.fact, later);
  yield* tell(order.fact, later);
  yield* moves(books, order.state, reason === undefined ? "ALLOCATION" : "RELEASE", later);
}

function openedPayment({ state: { paymentId, orderId }, fact }: Placed, token: string): Payment {
  return openPayment({ paymentId, orderId, ...fact.data.total, provider: "sandbox", token });
}

function moves({ ledger }: Books, { orderId, holds }: Order, kind: MovementKind, at: Date): readonly Item[] {
  return holds.map(({ sku, quantity }) => ledger.move(sku, kind, orderId, quantity, at));
}
