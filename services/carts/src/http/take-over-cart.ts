import { CartUpdated } from "@millrace/contracts/carts";
import { guestToken, pricedCart } from "@millrace/contracts/carts-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import { actorOf } from "@millrace/kernel/caller";
import { verifyGuestToken } from "@millrace/lambda/guest-token";
import { batchGet } from "@millrace/table/batch-get";
import * as z from "zod";
import { CartClosed, factOf, GuestCartUnproved, requireChangeable } from "../domain/cart.ts";
import { provedGuestCart, takeOver } from "../domain/merge-carts.ts";
import type { Ports } from "../env.ts";
import { momentDoors, readMoment } from "./moment.ts";

/** For whoever signs in without a cart: the guest's one changes its owner, and keeps its id and its story. */
export const takeOverCart = defineRoute(
  {
    method: "POST",
    path: "/v1/carts/{cartId}/take-over",
    summary: "Make a guest's cart one's own.",
    rule: "customer",
    params: z.strictObject({ cartId: id("cart") }),
    body: z.strictObject({ guestToken }),
    answers: { 200: pricedCart },
    refusals: [CartClosed, GuestCartUnproved],
    idempotency: "optional",
    ifMatch: "required",
    doors: momentDoors,
  },
  ({ carts, journal, idempotency, guestKey, doors, table, now }: Ports) =>
    async ({ params, body, caller, ifMatch, once, origin }) => {
      const [stored, record] = await batchGet(table, [
        carts.read(params.cartId),
        ...(once ? [idempotency.read(once)] : []),
      ]);
      const replayed = once && idempotency.judge(once, record);
      if (replayed) return replayed;
      const at = now();
      const guest = provedGuestCart(stored, await verifyGuestToken(guestKey, body.guestToken, at), at);
      requireChangeable(guest, ifMatch);
      const cart = takeOver(guest, actorOf(caller), at);
      const [moment] = await readMoment({ doors, table }, at, cart);
      const { cartId: aggregateId, version: sequence } = cart;
      return idempotency.commit({
        once,
        answer: ok(await moment.show(cart), etag(sequence)),
        parts: [
          carts.change(cart),
          journal.append({ aggregateId, sequence, event: CartUpdated, data: factOf(cart), at, origin }),
        ],
      });
    },
);
