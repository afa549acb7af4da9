import { CartUpdated } from "@millrace/contracts/carts";
import { pricedCart } from "@millrace/contracts/carts-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id, sku } from "@millrace/contracts/values";
import { readTogether } from "@millrace/table/read";
import * as z from "zod";
import {
  CartClosed,
  CartLineNotFound,
  CartNotFound,
  factOf,
  ownCart,
  priceCart,
  removeLine,
  requireChangeable,
} from "../domain/cart.ts";
import type { Ports } from "../env.ts";
import { quoteDoors, readQuotes } from "./quotes.ts";

export const removeCartLine = defineRoute(
  {
    method: "DELETE",
    path: "/v1/carts/{cartId}/lines/{sku}",
    summary: "Take a SKU out of the cart; answers the cart that is left.",
    rule: "guestOrCustomer",
    params: z.strictObject({ cartId: id("cart"), sku }),
    answers: { 200: pricedCart },
    refusals: [CartNotFound, CartLineNotFound, CartClosed],
    idempotency: "optional",
    ifMatch: "required",
    doors: quoteDoors,
  },
  ({ carts, journal, idempotency, doors, table, now }: Ports) =>
    async ({ params, caller, ifMatch, once, origin }) => {
      const [stored, record] = await readTogether(table, [
        carts.read(params.cartId),
        ...(once ? [idempotency.read(once)] : []),
      ]);
      const replayed = once && idempotency.judge(once, record);
      if (replayed) return replayed;
      const at = now();
      const before = ownCart(stored, caller, at);
      requireChangeable(before, ifMatch);
      const cart = removeLine(before, params.sku, at);
      const skus = cart.lines.map((line) => line.sku);
      const quotes = await readQuotes({ doors, table }, skus, cart.currency);
      const { cartId: aggregateId, version: sequence } = cart;
      return idempotency.commit({
        once,
        answer: ok(priceCart(cart, quotes), etag(sequence)),
        parts: [
          carts.change(cart),
          journal.append({ aggregateId, sequence, event: CartUpdated, data: factOf(cart), at, origin }),
        ],
      });
    },
);
