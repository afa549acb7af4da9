import { defineRoute } from "@millrace/contracts/define-route";
import { quantity } from "@millrace/contracts/values";
import * as z from "zod";
import { readChangeable, writeChange } from "../commands/change-cart.ts";
import { pricingDoors, readPricingContext } from "../commands/pricing-context.ts";
import { CartClosed, CartFull, CartNotFound, CartTooLarge, SkuNotSellable } from "../domain/cart.ts";
import { setLine } from "../domain/change-cart.ts";
import type { Ports } from "../ports.ts";
import { pricedCart } from "./schemas.ts";

/** If-Match is required, so that two open tabs never write over each other's quantities unseen. */
export const setCartLine = defineRoute(
  "PUT /v1/carts/{cartId}/lines/{sku}",
  {
    summary: "Set how many units of a SKU the cart holds, at today's price.",
    rule: "guestOrCustomer",
    body: z.strictObject({ quantity }),
    answers: { 200: pricedCart },
    refusals: [CartNotFound, CartClosed, CartFull, CartTooLarge, SkuNotSellable],
    ifMatch: "required",
    doors: { ...pricingDoors },
  },
  async (request, ports: Ports, doors) => {
    const cart = await readChangeable(ports, request);
    const wanted = { sku: request.params.sku, quantity: request.body.quantity };
    const lines = [...cart.lines.filter(({ sku }) => sku !== wanted.sku), wanted];
    const context = await readPricingContext(ports, doors, { ...cart, lines }, request.at);
    const decision = setLine(cart, wanted, context.termsIn(cart.currency), request.at);
    const before = cart.lines.find(({ sku }) => sku === wanted.sku)?.quantity ?? 0;
    // Who takes less is on the way to what can be ordered, also while it is not there yet.
    const show = wanted.quantity < before ? context.show : context.showOrderable;
    return writeChange(ports, request, decision, show);
  },
);
