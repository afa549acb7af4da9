import { defineRoute } from "@millrace/contracts/define-route";
import { readChangeable, writeChange } from "../commands/change-cart.ts";
import { pricingDoors, readPricingContext } from "../commands/pricing-context.ts";
import { CartClosed, CartLineNotFound, CartNotFound } from "../domain/cart.ts";
import { removeLine } from "../domain/change-cart.ts";
import type { Ports } from "../ports.ts";
import { pricedCart } from "./schemas.ts";

export const removeCartLine = defineRoute(
  "DELETE /v1/carts/{cartId}/lines/{sku}",
  {
    summary: "Take a SKU out of the cart; answers the cart that is left.",
    rule: "guestOrCustomer",
    answers: { 200: pricedCart },
    refusals: [CartNotFound, CartLineNotFound, CartClosed],
    ifMatch: "required",
    doors: { ...pricingDoors },
  },
  async (request, ports: Ports, doors) => {
    const before = await readChangeable(ports, request);
    const decision = removeLine(before, request.params.sku, request.at);
    const context = await readPricingContext(ports, doors, decision.state, request.at);
    return writeChange(ports, request, decision, context.show);
  },
);
