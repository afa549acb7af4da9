import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import * as customers from "@millrace/customers/doors";
import { batchGet } from "@millrace/table/batch-get";
import { OrderNotFound, orderData, readable } from "../domain/order.ts";
import type { Ports } from "../ports.ts";
import { detailsOf, orderDetails } from "./order-details-view.ts";

export const getOrder = defineRoute(
  "GET /v1/orders/{orderId}",
  {
    summary: "Read one order and whom it was placed for: one's own, or any with orders:read.",
    rule: "guestOrCustomer",
    answers: { 200: orderDetails },
    refusals: [OrderNotFound],
    doors: { recipient: customers.recipient },
  },
  async ({ params, caller }, { orders, table }: Ports, doors) => {
    const order = readable(await orders.get(params.orderId), caller);
    const [recipient] = await batchGet(table, [doors.recipient(order)]);
    return ok(detailsOf(order, orderData(order), recipient), etag(order.version));
  },
);
