import { type Decision, type FactData, fact } from "@millrace/contracts/define-event";
import { type cancelReasons, OrderCanceled, OrderConfirmed } from "@millrace/contracts/orders";
import { holds, type Owner } from "@millrace/kernel/caller";
import { defineRefusal } from "@millrace/kernel/errors";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import type { Destination, Hold } from "@millrace/kernel/sale";
import type { Redemption } from "@millrace/pricing/promotion";
import { amountsOf, type Priced } from "./amounts.ts";

/** The order itself; payment and fulfillment are axes of their own. */
export const orderStatuses = ["placed", "confirmed", "completed", "canceled", "on_hold"] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** Where there is nothing to pay, a payment is not required. */
export const paymentStatuses = ["pending", "authorized", "failed", "canceled", "not_required"] as const;
type PaymentStatus = (typeof paymentStatuses)[number];

export const fulfillmentStatuses = ["unfulfilled"] as const;
type FulfillmentStatus = (typeof fulfillmentStatuses)[number];

/** Each status and where it may go; a status without exits is final. */
const orderTransitions = {
  placed: ["confirmed", "canceled"],
  confirmed: ["completed", "canceled", "on_hold"],
  on_hold: ["confirmed", "canceled"],
  completed: [],
  canceled: [],
} as const satisfies Record<OrderStatus, readonly OrderStatus[]>;

export function mayBecome(from: OrderStatus, to: OrderStatus): boolean {
  return orderTransitions[from].some((status) => status === to);
}

/** Why an order was canceled. */
export type CancelReason = (typeof cancelReasons)[number];

export type Order = Priced & {
  readonly orderId: string;
  readonly ownerId: string;
  readonly contactId: string;
  readonly cartId: string;
  readonly paymentId: string;
  /** What it was taxed and shipped for; where its buyer moves later changes nothing. */
  readonly destination: Destination;
  readonly status: OrderStatus;
  readonly paymentStatus: PaymentStatus;
  readonly fulfillmentStatus: FulfillmentStatus;
  readonly cancelReason?: CancelReason | undefined;
  /** The stock that is the order's, by place: held until it is paid, then allocated. */
  readonly holds: readonly Hold[];
  /** What is restored to promotions when the order is canceled. */
  readonly redemptions?: readonly Redemption[] | undefined;
  readonly placedAt: string;
  /** Until when an unpaid order holds its stock. */
  readonly expiresAt: string;
  /** The sequence of the order's last fact. */
  readonly version: number;
};

/** The number people read and say: made from the id's random part, never counted. */
export function orderNumberOf(orderId: string): string {
  const digits = orderId.slice(-12).toUpperCase();
  return `M-${digits.slice(0, 4)}-${digits.slice(4, 8)}-${digits.slice(8)}`;
}

/** What all of an order's facts carry, its amounts worked out. */
export type OrderData = FactData<typeof OrderConfirmed>;

/** What an order's facts tell of it. */
export function orderData(order: Order): OrderData {
  return {
    orderId: order.orderId,
    orderNumber: orderNumberOf(order.orderId),
    ownerId: order.ownerId,
    contactId: order.contactId,
    paymentId: order.paymentId,
    destination: omitUndefined(order.destination),
    ...amountsOf(order),
  };
}

/** The order is paid for, or costs nothing; undefined where it may not be confirmed from where it is. */
export function confirm(order: Order): Decision<Order, typeof OrderConfirmed> | undefined {
  if (!mayBecome(order.status, "confirmed")) return undefined;
  const paymentStatus = order.paymentStatus === "not_required" ? "not_required" : "authorized";
  const state: Order = { ...order, status: "confirmed", paymentStatus, version: order.version + 1 };
  return { state, fact: fact(OrderConfirmed, order.orderId, state.version, orderData(state)) };
}

/**
 * The order will not be paid for. Only one that is not yet is canceled here, undefined for any other: a confirmed one
 * is a matter for support, and one that costs nothing waits for nobody.
 */
export function cancelUnpaid(order: Order, reason: CancelReason): Decision<Order, typeof OrderCanceled> | undefined {
  if (order.status !== "placed" || order.paymentStatus === "not_required") return undefined;
  const paymentStatus = reason === "payment_failed" ? "failed" : "canceled";
  const version = order.version + 1;
  const state: Order = { ...order, status: "canceled", paymentStatus, cancelReason: reason, version };
  return { state, fact: fact(OrderCanceled, order.orderId, version, { ...orderData(state), reason }) };
}

export const OrderNotFound = defineRefusal("not_found", "order.not_found", "There is no such order.");

/**
 * The order, for its owner and for the staff. Refuses (`OrderNotFound`) anybody else as if there were none: who tries
 * ids out learns nothing.
 */
export function readable(order: Order | undefined, caller: Owner): Order {
  const mayRead = order?.ownerId === caller.ownerId || holds(caller, "orders:read");
  if (order === undefined || !mayRead) throw OrderNotFound();
  return order;
}
