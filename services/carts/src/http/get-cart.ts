import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { batchGet } from "@millrace/table/batch-get";
import { pricingDoors, readPricingContext } from "../commands/pricing-context.ts";
import { CartNotFound, ownCart } from "../domain/cart.ts";
import type { Ports } from "../ports.ts";
import { pricedCart } from "./schemas.ts";

export const getCart = defineRoute(
  "GET /v1/carts/{cartId}",
  {
    summary: "Read a cart at today's prices and stock.",
    rule: "guestOrCustomer",
    live: true,
    answers: { 200: pricedCart },
    refusals: [CartNotFound],
    doors: { ...pricingDoors },
  },
  async ({ params, caller, at }, { carts, table }: Ports, doors) => {
    const [stored] = await batchGet(table, [carts.read(params.cartId)]);
    const cart = ownCart(stored, caller, at);
    const context = await readPricingContext({ table }, doors, cart, at);
    const { note, version } = cart;
    return ok({ ...(await context.show(cart)), ...omitUndefined({ note }) }, etag(version));
  },
);
