import { pricedCart } from "@millrace/contracts/carts-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { batchGet } from "@millrace/table/batch-get";
import * as z from "zod";
import { CartNotFound, ownCart } from "../domain/cart.ts";
import type { Ports } from "../env.ts";
import { momentDoors, readMoment } from "./moment.ts";

export const getCart = defineRoute(
  {
    method: "GET",
    path: "/v1/carts/{cartId}",
    summary: "Read a cart at today's prices and stock.",
    rule: "guestOrCustomer",
    params: z.strictObject({ cartId: id("cart") }),
    answers: { 200: pricedCart },
    refusals: [CartNotFound],
    doors: momentDoors,
  },
  ({ carts, doors, table, now }: Ports) =>
    async ({ params, caller }) => {
      const [stored] = await batchGet(table, [carts.read(params.cartId)]);
      const at = now();
      const cart = ownCart(stored, caller, at);
      const [moment] = await readMoment({ doors, table }, at, cart);
      const { note } = cart;
      return ok({ ...(await moment.show(cart)), ...omitUndefined({ note }) }, etag(cart.version));
    },
);
