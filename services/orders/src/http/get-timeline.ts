import { defineRoute, ok } from "@millrace/contracts/define-route";
import { id, pageOf, pageQuery, timestamp } from "@millrace/contracts/values";
import { actorOf } from "@millrace/kernel/caller";
import { CursorInvalid } from "@millrace/kernel/refusals";
import * as z from "zod";
import { mayRead } from "../domain/may-read.ts";
import { OrderNotFound } from "../domain/order.ts";
import type { Ports } from "../env.ts";

const entry = z.strictObject({
  eventId: z.string(),
  type: z.string(),
  sequence: z.int().min(1),
  occurredAt: timestamp,
  causationId: z.string().meta({ description: "The request or the fact that led to this one." }),
});

/** The order's journal is its timeline: what happened to it, in order, without gaps. */
export const getTimeline = defineRoute(
  {
    method: "GET",
    path: "/v1/orders/{orderId}/timeline",
    summary: "List what happened to an order, oldest first.",
    rule: "guestOrCustomer",
    params: z.strictObject({ orderId: id("order") }),
    query: z.strictObject(pageQuery),
    answers: { 200: pageOf(entry) },
    refusals: [OrderNotFound, CursorInvalid],
  },
  ({ orders, journal, cursors }: Ports) =>
    async ({ params, query, caller }) => {
      const order = await orders.get(params.orderId);
      if (order === undefined || !mayRead(caller, order)) throw OrderNotFound();
      const list = ["timeline", params.orderId, actorOf(caller)];
      const after = Number((await cursors.open(list, query.cursor)) ?? 0);
      const entries = await journal.list(params.orderId, after, query.limit);
      const items = entries.map(({ eventId, type, sequence, occurredAt, causationId }) => ({
        eventId,
        type,
        sequence,
        occurredAt,
        causationId,
      }));
      const last = items.at(-1);
      const more = last !== undefined && last.sequence < order.version;
      return ok({ items, nextCursor: more ? await cursors.seal(list, String(last.sequence)) : undefined });
    },
);
