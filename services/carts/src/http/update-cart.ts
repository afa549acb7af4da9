import { defineRoute } from "@millrace/contracts/define-route";
import { readChangeable, writeChange } from "../commands/change-cart.ts";
import { pricingDoors, readPricingContext } from "../commands/pricing-context.ts";
import { CartClosed, CartNotFound, CartTooLarge, SkuNotSellable } from "../domain/cart.ts";
import { applyUpdate } from "../domain/change-cart.ts";
import type { Ports } from "../ports.ts";
import { cartUpdate, pricedCart } from "./schemas.ts";

export const updateCart = defineRoute(
  "PATCH /v1/carts/{cartId}",
  {
    summary: "Change a cart's currency, destination, shipping method or note; null removes, what is absent stays.",
    rule: "guestOrCustomer",
    body: cartUpdate,
    answers: { 200: pricedCart },
    refusals: [CartNotFound, CartClosed, CartTooLarge, SkuNotSellable],
    ifMatch: "required",
    doors: { ...pricingDoors },
  },
  async (request, ports: Ports, doors) => {
    const before = await readChangeable(ports, request);
    const { destination = before.destination, currency = before.currency } = request.body;
    const about = { ...before, destination: destination ?? undefined };
    const context = await readPricingContext(ports, doors, about, request.at);
    const decision = applyUpdate(before, request.body, context.termsIn(currency), request.at);
    return writeChange(ports, request, decision, context.showOrderable);
  },
);
