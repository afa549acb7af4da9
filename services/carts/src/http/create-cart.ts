import { CartCreated } from "@millrace/contracts/carts";
import { newCart, pricedCart } from "@millrace/contracts/carts-api";
import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { actorOf } from "@millrace/kernel/caller";
import { readTogether } from "@millrace/table/read";
import { CartTooLarge, factOf, openCart, priceCart, SkuNotSellable } from "../domain/cart.ts";
import type { Ports } from "../env.ts";
import { quoteDoors, quoteReads, quotesOf } from "./quotes.ts";

export const createCart = defineRoute(
  {
    method: "POST",
    path: "/v1/carts",
    summary: "Create a cart, with its lines in the same call.",
    rule: "guestOrCustomer",
    body: newCart,
    answers: { 201: pricedCart },
    refusals: [SkuNotSellable, CartTooLarge],
    idempotency: "optional",
    doors: quoteDoors,
  },
  ({ carts, journal, idempotency, doors, table, now, newId }: Ports) =>
    async ({ body, caller, once, origin }) => {
      const skus = body.lines.map(({ sku }) => sku);
      const found = await readTogether(table, [...(once ? [idempotency.read(once)] : []), ...quoteReads(doors, skus)]);
      const record = found.find((item) => item !== undefined && "hash" in item);
      const replayed = once && idempotency.judge(once, record);
      if (replayed) return replayed;
      const at = now();
      const quotes = quotesOf(found, body.currency);
      // A guest's or a customer's actor is the id by which they own things.
      const identity = { cartId: newId("cart"), ownerId: actorOf(caller), currency: body.currency };
      const cart = openCart({ ...identity, wanted: body.lines }, quotes, at);
      const { cartId: aggregateId, version: sequence } = cart;
      return idempotency.commit({
        once,
        answer: created(priceCart(cart, quotes), `/v1/carts/${aggregateId}`, etag(sequence)),
        parts: [
          carts.open(cart),
          journal.append({ aggregateId, sequence, event: CartCreated, data: factOf(cart), at, origin }),
        ],
      });
    },
);
