import { cartSummary } from "@millrace/contracts/carts-api";
import { defineRoute, ok } from "@millrace/contracts/define-route";
import { pageOf, pageQuery } from "@millrace/contracts/values";
import { actorOf } from "@millrace/kernel/caller";
import { isoTime } from "@millrace/kernel/clock";
import { CursorInvalid } from "@millrace/kernel/refusals";
import * as z from "zod";
import { summaryOf } from "../domain/cart.ts";
import type { Ports } from "../env.ts";

/** Without prices: a page of a hundred carts would be thousands of reads. */
export const listMyCarts = defineRoute(
  {
    method: "GET",
    path: "/v1/carts",
    summary: "List one's own open carts, newest first. A new cart may appear a moment late.",
    rule: "guestOrCustomer",
    query: z.strictObject(pageQuery),
    answers: { 200: pageOf(cartSummary) },
    refusals: [CursorInvalid],
  },
  ({ carts, cursors, now }: Ports) =>
    async ({ query, caller }) => {
      const ownerId = actorOf(caller);
      const list = ["my-carts", ownerId];
      const { items, position } = await carts.listOpen(ownerId, query.limit, await cursors.open(list, query.cursor));
      const time = isoTime(now());
      const alive = items.filter(({ expiresAt }) => expiresAt > time);
      return ok({ items: alive.map(summaryOf), nextCursor: await cursors.seal(list, position) });
    },
);
