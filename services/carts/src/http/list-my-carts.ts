import { defineRoute, ok } from "@millrace/contracts/define-route";
import { pageOf } from "@millrace/contracts/values";
import { isoTime } from "@millrace/kernel/clock";
import { summaryOf } from "../domain/cart.ts";
import type { Ports } from "../ports.ts";
import { cartSummary } from "./schemas.ts";

/** Without prices: a page of a hundred carts would be thousands of reads. */
export const listMyCarts = defineRoute(
  "GET /v1/carts",
  {
    summary: "List one's own open carts, newest first. A new cart may appear a moment late.",
    rule: "guestOrCustomer",
    answers: { 200: pageOf(cartSummary) },
    paged: true,
  },
  async (request, { carts, cursors }: Ports) => {
    const { ownerId } = request.caller;
    const page = await cursors.page(["my-carts"], request, (limit, position) =>
      carts.listOpen(ownerId, limit, position),
    );
    const alive = page.items.filter(({ expiresAt }) => expiresAt > isoTime(request.at));
    return ok({ ...page, items: alive.map(summaryOf) });
  },
);
