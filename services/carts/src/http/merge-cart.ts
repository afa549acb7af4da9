import { CartMerged } from "@millrace/contracts/carts";
import { guestToken, pricedCart } from "@millrace/contracts/carts-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import { verifyGuestToken } from "@millrace/lambda/guest-token";
import { batchGet } from "@millrace/table/batch-get";
import * as z from "zod";
import {
  CartClosed,
  CartFull,
  CartNotFound,
  CartTooLarge,
  factOf,
  GuestCartUnproved,
  ownCart,
  requireChangeable,
  SkuNotSellable,
} from "../domain/cart.ts";
import { mergeCarts, provedGuestCart, united } from "../domain/merge-carts.ts";
import type { Ports } from "../env.ts";
import { momentDoors, readMoment } from "./moment.ts";

/** The token comes in the body, for the customer's own stands where tokens stand. */
export const mergeCart = defineRoute(
  {
    method: "POST",
    path: "/v1/carts/{cartId}/merge",
    summary: "Merge a guest's cart into one's own: of each SKU the larger quantity stays.",
    rule: "customer",
    params: z.strictObject({ cartId: id("cart") }),
    body: z.strictObject({ guestToken, guestCartId: id("cart") }),
    answers: { 200: pricedCart },
    refusals: [CartNotFound, CartClosed, GuestCartUnproved, CartFull, CartTooLarge, SkuNotSellable],
    idempotency: "optional",
    ifMatch: "required",
    doors: momentDoors,
  },
  ({ carts, journal, idempotency, guestKey, doors, table, now }: Ports) =>
    async ({ params, body, caller, ifMatch, once, origin }) => {
      const [stored, storedGuest, record] = await batchGet(table, [
        carts.read(params.cartId),
        carts.read(body.guestCartId),
        ...(once ? [idempotency.read(once)] : []),
      ]);
      const replayed = once && idempotency.judge(once, record);
      if (replayed) return replayed;
      const at = now();
      const own = ownCart(stored, caller, at);
      requireChangeable(own, ifMatch);
      const guest = provedGuestCart(storedGuest, await verifyGuestToken(guestKey, body.guestToken, at), at);
      const [moment] = await readMoment({ doors, table }, at, united(own, guest));
      const cart = mergeCarts(own, guest, moment.termsIn(own.currency), at);
      const { cartId: aggregateId, version: sequence } = cart;
      const data = { ...factOf(cart), guestCartId: guest.cartId, guestId: guest.ownerId };
      return idempotency.commit({
        once,
        answer: ok(await moment.show(cart), etag(sequence)),
        parts: [
          carts.change(cart),
          carts.merge(guest, aggregateId),
          journal.append({ aggregateId, sequence, event: CartMerged, data, at, origin }),
        ],
      });
    },
);
