import { defineRoute, ok } from "@millrace/contracts/define-route";
import { pageOf, timestamp } from "@millrace/contracts/values";
import * as z from "zod";
import { OrderNotFound, readable } from "../domain/order.ts";
import type { Ports } from "../ports.ts";

const entry = z.strictObject({
  eventId: z.string(),
  type: z.string(),
  sequence: z.int().min(1),
  occurredAt: timestamp,
  causationId: z.string().meta({ description: "The request or the fact that led to this one." }),
});

/** The order's journal is its timeline: what happened to it, in order, without gaps. */
export const getTimeline = defineRoute(
  "GET /v1/orders/{orderId}/timeline",
  {
    summary: "List what happened to an order, oldest first.",
    rule: "guestOrCustomer",
    answers: { 200: pageOf(entry) },
    refusals: [OrderNotFound],
    paged: true,
  },
  async (request, { orders, journal, cursors }: Ports) => {
    const { orderId } = request.params;
    const { version } = readable(await orders.get(orderId), request.caller);
    const page = await cursors.page(["timeline", orderId], request, async (limit, position) => {
      const entries = await journal.list(orderId, Number(position ?? 0), limit);
      const last = entries.at(-1)?.sequence ?? version;
      return { items: entries, position: last < version ? String(last) : null };
    });
    const items = page.items.map(({ eventId, type, sequence, occurredAt, causationId }) => ({
      eventId,
      type,
      sequence,
      occurredAt,
      causationId,
    }));
    return ok({ ...page, items });
  },
);
