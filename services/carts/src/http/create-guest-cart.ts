import { CartCreated } from "@millrace/contracts/carts";
import { newCart, pricedCart } from "@millrace/contracts/carts-api";
import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { issueGuestToken } from "@millrace/lambda/guest-token";
import { write } from "@millrace/table/transact";
import * as z from "zod";
import { CartTooLarge, factOf, openCart, priceCart, SkuNotSellable } from "../domain/cart.ts";
import type { Ports } from "../env.ts";
import { quoteDoors, readQuotes } from "./quotes.ts";

/**
 * Makes a guest and the guest's first cart. There is no idempotency, because there is no caller yet to scope a key by:
 * whoever sent the same key would be handed the first sender's token. A repeated call makes another, empty-handed guest.
 */
export const createGuestCart = defineRoute(
  {
    method: "POST",
    path: "/v1/guest-carts",
    summary: "Become a guest: create a cart and get the token that owns it, for seven days.",
    rule: "public",
    body: newCart,
    answers: { 201: z.strictObject({ cart: pricedCart, guestToken: z.string() }) },
    refusals: [SkuNotSellable, CartTooLarge],
    idempotency: "none",
    doors: quoteDoors,
  },
  ({ carts, journal, guestKey, doors, table, now, newId }: Ports) =>
    async ({ body, origin }) => {
      const skus = body.lines.map(({ sku }) => sku);
      const quotes = await readQuotes({ doors, table }, skus, body.currency);
      const at = now();
      const identity = { cartId: newId("cart"), ownerId: newId("guest"), currency: body.currency };
      const cart = openCart({ ...identity, wanted: body.lines }, quotes, at);
      const guestToken = await issueGuestToken(guestKey, cart.ownerId, at);
      const { cartId: aggregateId, version: sequence } = cart;
      await write([
        carts.open(cart),
        journal.append({ aggregateId, sequence, event: CartCreated, data: factOf(cart), at, origin }),
      ]);
      return created({ cart: priceCart(cart, quotes), guestToken }, `/v1/carts/${aggregateId}`, etag(sequence));
    },
);
