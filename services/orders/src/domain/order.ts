import type { FactData } from "@millrace/contracts/define-event";
import type { cancelReasons, OrderConfirmed } from "@millrace/contracts/orders";
import { defineRefusal } from "@millrace/kernel/errors";
import type { Redemption } from "@millrace/pricing/promotion";
import { amountsOf, type Priced } from "./amounts.ts";

/** The order itself; payment and fulfillment are axes of their own. */
export const orderStatuses = ["placed", "confirmed", "completed", "canceled", "on_hold"] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export const paymentStatuses = ["pending", "authorized", "failed", "canceled"] as const;
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

/** So many pieces of a SKU in one place of the stock. */
type Hold = {
  readonly sku: string;
  readonly locationId: string;
  readonly shard: number;
  readonly quantity: number;
};

export type Order = Priced & {
  readonly orderId: string;
  readonly ownerId: string;
  readonly contactId: string;
  readonly cartId: string;
  readonly paymentId: string;
  readonly status: OrderStatus;
  readonly paymentStatus: PaymentStatus;
  readonly fulfillmentStatus: FulfillmentStatus;
  readonly cancelReason?: CancelReason;
  /** The stock that is the order's, by place: held until it is paid, then allocated. */
  readonly holds: readonly Hold[];
  /** What is given back to promotions when the order is canceled. */
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

/** What all of an order's facts carry. */
export function factOf(order: Order): FactData<typeof OrderConfirmed> {
  return {
    orderId: order.orderId,
    orderNumber: orderNumberOf(order.orderId),
    ownerId: order.ownerId,
    contactId: order.contactId,
    paymentId: order.paymentId,
    ...amountsOf(order),
  };
}

/** What changes when an order goes on; undefined when it may not go there from where it is. */
export type Change = Pick<Order, "status" | "paymentStatus"> & Partial<Pick<Order, "cancelReason">>;

export function confirm(order: Order): Change | undefined {
  return mayBecome(order.status, "confirmed") ? { status: "confirmed", paymentStatus: "authorized" } : undefined;
}

/** Only an order that is not yet paid for is canceled here; a confirmed one is a matter for support. */
export function cancelUnpaid(order: Order, reason: CancelReason): Change | undefined {
  if (order.status !== "placed") return undefined;
  const paymentStatus = reason === "payment_failed" ? "failed" : "canceled";
  return { status: "canceled", paymentStatus, cancelReason: reason };
}

export const OrderNotFound = defineRefusal("not_found", "order.not_found", "There is no such order.");
