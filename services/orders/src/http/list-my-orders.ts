import { defineRoute, ok } from "@millrace/contracts/define-route";
import { pageOf, pageQuery } from "@millrace/contracts/values";
import { actorOf } from "@millrace/kernel/caller";
import { CursorInvalid } from "@millrace/kernel/refusals";
import * as z from "zod";
import type { Ports } from "../env.ts";
import { orderView, viewOf } from "./order-view.ts";

export const listMyOrders = defineRoute(
  {
    method: "GET",
    path: "/v1/orders",
    summary: "List one's own orders, newest first. A new order may appear a moment late.",
    rule: "guestOrCustomer",
    query: z.strictObject(pageQuery),
    answers: { 200: pageOf(orderView) },
    refusals: [CursorInvalid],
  },
  ({ orders, cursors }: Ports) =>
    async ({ query, caller }) => {
      const ownerId = actorOf(caller);
      const list = ["my-orders", ownerId];
      const { items, position } = await orders.listOfOwner(
        ownerId,
        query.limit,
        await cursors.open(list, query.cursor),
      );
      return ok({ items: items.map(viewOf), nextCursor: await cursors.seal(list, position) });
    },
);
