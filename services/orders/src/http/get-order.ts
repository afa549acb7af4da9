import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { OrderNotFound, orderData, readable } from "../domain/order.ts";
import type { Ports } from "../ports.ts";
import { orderView, viewOf } from "./order-view.ts";

export const getOrder = defineRoute(
  "GET /v1/orders/{orderId}",
  {
    summary: "Read one order: one's own, or any with orders:read.",
    rule: "guestOrCustomer",
    answers: { 200: orderView },
    refusals: [OrderNotFound],
  },
  async ({ params, caller }, { orders }: Ports) => {
    const order = readable(await orders.get(params.orderId), caller);
    return ok(viewOf(order, orderData(order)), etag(order.version));
  },
);
