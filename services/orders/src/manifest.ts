import { defineService } from "@millrace/contracts/define-service";
import { OrderCanceled, OrderConfirmed, OrderPlaced } from "@millrace/contracts/orders";
import { onPaymentAuthorized } from "./events/on-payment-authorized.ts";
import { onPaymentFailed } from "./events/on-payment-failed.ts";
import { checkout } from "./http/checkout.ts";
import { getOrder } from "./http/get-order.ts";
import { getTimeline } from "./http/get-timeline.ts";
import { listMyOrders } from "./http/list-my-orders.ts";
import { expireUnpaidOrders } from "./schedules/expire-unpaid-orders.ts";

export const orders = defineService("orders", {
  purpose: "From the checkout to the end of an order.",
  routes: { checkout, getOrder, listMyOrders, getTimeline },
  publishes: [OrderPlaced, OrderConfirmed, OrderCanceled],
  reactions: { onPaymentAuthorized, onPaymentFailed },
  schedules: { expireUnpaidOrders },
});
