import { CartUpdated } from "@millrace/contracts/carts";
import { pricedCart } from "@millrace/contracts/carts-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id, quantity, sku } from "@millrace/contracts/values";
import { readTogether } from "@millrace/table/read";
import * as z from "zod";
import {
  CartClosed,
  CartFull,
  CartNotFound,
  CartTooLarge,
  factOf,
  ownCart,
  priceCart,
  requireChangeable,
  SkuNotSellable,
  setLine,
} from "../domain/cart.ts";
import type { Ports } from "../env.ts";
import { quoteDoors, readQuotes } from "./quotes.ts";

/** If-Match is required, so that two open tabs never write over each other's quantities unseen. */
export const setCartLine = defineRoute(
  {
    method: "PUT",
    path: "/v1/carts/{cartId}/lines/{sku}",
    summary: "Set how many pieces of a SKU the cart holds, at today's price.",
    rule: "guestOrCustomer",
    params: z.strictObject({ cartId: id("cart"), sku }),
    body: z.strictObject({ quantity }),
    answers: { 200: pricedCart },
    refusals: [CartNotFound, CartClosed, CartFull, CartTooLarge, SkuNotSellable],
    idempotency: "optional",
    ifMatch: "required",
    doors: quoteDoors,
  },
  ({ carts, journal, idempotency, doors, table, now }: Ports) =>
    async ({ params, body, caller, ifMatch, once, origin }) => {
      const [stored, record] = await readTogether(table, [
        carts.read(params.cartId),
        ...(once ? [idempotency.read(once)] : []),
      ]);
      const replayed = once && idempotency.judge(once, record);
      if (replayed) return replayed;
      const at = now();
      const before = ownCart(stored, caller, at);
      requireChangeable(before, ifMatch);
      const skus = new Set([...before.lines.map((line) => line.sku), params.sku]);
      const quotes = await readQuotes({ doors, table }, [...skus], before.currency);
      const cart = setLine(before, { sku: params.sku, quantity: body.quantity }, quotes, at);
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
