import { createHash } from "node:crypto";
import { CartCreated } from "@millrace/contracts/carts";
import type { EventContract, FactData } from "@millrace/contracts/define-event";
import { OrderCanceled, OrderConfirmed, OrderPlaced } from "@millrace/contracts/orders";
import { PaymentAuthorized, PaymentCanceled, PaymentFailed } from "@millrace/contracts/payments";
import { epochSeconds, secondsAfter } from "@millrace/kernel/clock";
import { given } from "@millrace/kernel/given";
import { journalOf } from "@millrace/table/journal";
import type { Table } from "@millrace/table/table";
import { cartEntity } from "../../../services/carts/src/data/cart.entity.ts";
import { factOf as cartFactOf } from "../../../services/carts/src/domain/cart.ts";
import type { Contact } from "../../../services/customers/src/domain/contact.ts";
import { orderEntity } from "../../../services/orders/src/data/order.entity.ts";
import { createOrders } from "../../../services/orders/src/data/orders.ts";
import { amountsOf } from "../../../services/orders/src/domain/amounts.ts";
import { cancelUnpaid, confirm, factOf, type Order } from "../../../services/orders/src/domain/order.ts";
import { placeOrder } from "../../../services/orders/src/domain/place-order.ts";
import { paymentEntity } from "../../../services/payments/src/data/payment.entity.ts";
import { type Payment, factOf as paymentFactOf } from "../../../services/payments/src/domain/payment.ts";
import { cartOf, quoteOf, type Shelf } from "./baskets.ts";
import { type Chance, chanceOf, seededId } from "./chance.ts";
import { createdBy, type Item, itemOf, originOf } from "./items.ts";
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

/** What happened to an order after it was placed, how many minutes later, and what its payment became. */
const outcomes = {
  declined: { reason: "payment_failed", minutes: 1, token: "tok_declined", payment: "failed" },
  unpaid: { reason: "unpaid", minutes: 31, token: "tok_requires_action", payment: "canceled" },
  confirmed: { reason: undefined, minutes: 1, token: "tok_ok", payment: "authorized" },
} as const;

function settled(order: Order, ending: Exclude<Ending, "open">): Order {
  const { reason } = outcomes[ending];
  const change = reason === undefined ? confirm(order) : cancelUnpaid(order, reason);
  if (change === undefined) throw new TypeError(`A ${order.status} order is not ${ending}.`);
  return { ...order, ...change, version: order.version + 1 };
}

function referenceOf(orderId: string): string {
  return `sbx_${createHash("sha256").update(`${orderId}.1`).digest("hex").slice(0, 24)}`;
}

/** Orders, each with its cart, payment, stock movements and journals. */
export async function* orderItems(table: Table, plan: Plan, buying: Buying): AsyncGenerator<Item> {
  const { seed } = plan;
  const { variants, contacts, settings, ledger } = buying;
  const chance = chanceOf(seed, "orders");
  const bySku = new Map(variants.map((variant) => [variant.sku, variant]));
  const [orders, orderItem] = [createOrders(table), orderEntity(table)];
  const [cartItem, paymentItem] = [cartEntity(table), paymentEntity(table)];
  const journals = {
    carts: journalOf("carts", "cartId", table),
    orders: journalOf("orders", "orderId", table),
    payments: journalOf("payments", "paymentId", table),
  };
  const told = <Contract extends EventContract>(
    service: keyof typeof journals,
    aggregateId: string,
    sequence: number,
    event: Contract,
    data: FactData<Contract>,
    at: Date,
  ): readonly Item[] =>
    createdBy([
      journals[service].append({ aggregateId, sequence, event, data, at, origin: originOf(seed), seeded: true }),
    ]);

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

    const ttl = epochSeconds(secondsAfter(new Date(cart.expiresAt), keptSeconds));
    yield itemOf(cartItem.create(given({ ...cart, lines: cart.lines.map(given), status: "closed", orderId, ttl })));
    yield* told("carts", cartId, cart.version, CartCreated, cartFactOf(cart), cartedAt);
    for (const { sku, quantity } of holds) yield ledger.move(sku, "RESERVATION", orderId, quantity, at);
    const { total } = amountsOf(order);
    const opened = { paymentId, orderId, ...total, provider: "sandbox" } as const;

    if (ending === "open") {
      const open = { ...order, expiresAt: neverDue };
      const data = { ...factOf(open), expiresAt: neverDue };
      yield* createdBy([orders.place(open)]);
      yield* told("orders", orderId, 1, OrderPlaced, data, at);
      yield itemOf(paymentItem.create({ ...opened, token: "tok_requires_action", status: "pending", version: 0 }));
      continue;
    }
    yield* told("orders", orderId, 1, OrderPlaced, { ...factOf(order), expiresAt: order.expiresAt }, at);
    const { reason, minutes, token, payment: status } = outcomes[ending];
    const later = minutesAfter(at, minutes);
    const ended = settled(order, ending);
    yield itemOf(orderItem.create(given(ended)));
    const payment: Payment = { ...opened, token, status, version: 1 };
    const reference = status === "authorized" ? { reference: referenceOf(orderId) } : {};
    yield itemOf(paymentItem.create({ ...payment, ...reference }));
    const fact = paymentFactOf(payment);
    if (reason === undefined) {
      yield* told("payments", paymentId, 1, PaymentAuthorized, fact, later);
      yield* told("orders", orderId, ended.version, OrderConfirmed, factOf(ended), later);
      for (const { sku, quantity } of holds) yield ledger.move(sku, "ALLOCATION", orderId, quantity, later);
    } else {
      if (ending === "declined") {
        yield* told("payments", paymentId, 1, PaymentFailed, { ...fact, reason: "declined" }, later);
      } else {
        yield* told("payments", paymentId, 1, PaymentCanceled, fact, later);
      }
      yield* told("orders", orderId, ended.version, OrderCanceled, { ...factOf(ended), reason }, later);
      for (const { sku, quantity } of holds) yield ledger.move(sku, "RELEASE", orderId, quantity, later);
    }
  }
}
