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
    const before = await readChangeable(ports, request);
    const wanted = { sku: request.params.sku, quantity: request.body.quantity };
    const lines = [...before.lines.filter(({ sku }) => sku !== wanted.sku), wanted];
    const context = await readPricingContext(ports, doors, { ...before, lines }, request.at);
    const decision = setLine(before, wanted, context.termsIn(before.currency), request.at);
    return writeChange(ports, request, decision, context.showOrderable);
  },
);
