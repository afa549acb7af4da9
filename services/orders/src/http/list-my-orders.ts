import { defineRoute, ok } from "@millrace/contracts/define-route";
import { pageOf } from "@millrace/contracts/values";
import { orderData } from "../domain/order.ts";
import type { Ports } from "../ports.ts";
import { orderView, viewOf } from "./order-view.ts";

export const listMyOrders = defineRoute(
  "GET /v1/orders",
  {
    summary: "List one's own orders, newest first. A new order may appear a moment late.",
    rule: "guestOrCustomer",
    answers: { 200: pageOf(orderView) },
    paged: true,
  },
  async (request, { orders, cursors }: Ports) => {
    const { ownerId } = request.caller;
    const page = await cursors.page(["my-orders"], request, (limit, position) =>
      orders.listOfOwner(ownerId, limit, position),
    );
    return ok({ ...page, items: page.items.map((order) => viewOf(order, orderData(order))) });
  },
);
