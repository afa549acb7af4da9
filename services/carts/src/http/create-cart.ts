import { CartCreated } from "@millrace/contracts/carts";
import { newCart, pricedCart } from "@millrace/contracts/carts-api";
import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { actorOf } from "@millrace/kernel/caller";
import { CartFull, CartTooLarge, CouponUnknown, factOf, SkuNotSellable } from "../domain/cart.ts";
import { openCart } from "../domain/change-cart.ts";
import type { Ports } from "../env.ts";
import { couponDoors, readCoupons } from "./coupons.ts";
import { momentDoors, readMoment } from "./moment.ts";

export const createCart = defineRoute(
  {
    method: "POST",
    path: "/v1/carts",
    summary: "Create a cart, with all that is to be in it in the same call.",
    rule: "guestOrCustomer",
    body: newCart,
    answers: { 201: pricedCart },
    refusals: [SkuNotSellable, CartFull, CartTooLarge, CouponUnknown],
    idempotency: "optional",
    doors: [...momentDoors, ...couponDoors],
  },
  ({ carts, journal, idempotency, doors, table, now, newId }: Ports) =>
    async ({ body: { lines, coupons: codes, ...said }, caller, once, origin }) => {
      const at = now();
      // A guest's or a customer's actor is the id by which they own things.
      const ownerId = actorOf(caller);
      const coupons = await readCoupons({ doors, table }, codes, ownerId, at);
      const { destination } = said;
      const [moment, record] = await readMoment(
        { doors, table },
        at,
        { ownerId, lines, coupons, destination },
        once ? [idempotency.read(once)] : [],
      );
      const replayed = once && idempotency.judge(once, record);
      if (replayed) return replayed;
      const opening = { ...said, cartId: newId("cart"), ownerId, wanted: lines, coupons };
      const cart = openCart(opening, moment.termsIn(said.currency), at);
      const { cartId: aggregateId, version: sequence } = cart;
      return idempotency.commit({
        once,
        answer: created(await moment.show(cart), `/v1/carts/${aggregateId}`, etag(sequence)),
        parts: [
          carts.open(cart),
          journal.append({ aggregateId, sequence, event: CartCreated, data: factOf(cart), at, origin }),
        ],
      });
    },
);
