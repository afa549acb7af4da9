import { pricedCart } from "@millrace/contracts/carts-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import { readTogether } from "@millrace/table/read";
import * as z from "zod";
import { CartNotFound, ownCart, priceCart } from "../domain/cart.ts";
import type { Ports } from "../env.ts";
import { quoteDoors, readQuotes } from "./quotes.ts";

export const getCart = defineRoute(
  {
    method: "GET",
    path: "/v1/carts/{cartId}",
    summary: "Read a cart at today's prices and stock.",
    rule: "guestOrCustomer",
    params: z.strictObject({ cartId: id("cart") }),
    answers: { 200: pricedCart },
    refusals: [CartNotFound],
    doors: quoteDoors,
  },
  ({ carts, doors, table, now }: Ports) =>
    async ({ params, caller }) => {
      const [stored] = await readTogether(table, [carts.read(params.cartId)]);
      const cart = ownCart(stored, caller, now());
      const skus = cart.lines.map(({ sku }) => sku);
      return ok(priceCart(cart, await readQuotes({ doors, table }, skus, cart.currency)), etag(cart.version));
    },
);
