import { defineRoute } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import { verifyGuestToken } from "@millrace/lambda/guest-token";
import { batchGet } from "@millrace/table/batch-get";
import * as z from "zod";
import { writeChange } from "../commands/change-cart.ts";
import { pricingDoors, readPricingContext } from "../commands/pricing-context.ts";
import {
  CartClosed,
  CartFull,
  CartNotFound,
  CartTooLarge,
  GuestCartUnproved,
  ownCart,
  requireChangeable,
  SkuNotSellable,
} from "../domain/cart.ts";
import { combined, mergeCarts, provedGuestCart } from "../domain/merge-carts.ts";
import type { Ports } from "../ports.ts";
import { guestToken, pricedCart } from "./schemas.ts";

/** The token comes in the body, for the customer's own stands where tokens stand. */
export const mergeCart = defineRoute(
  "POST /v1/carts/{cartId}/merge",
  {
    summary: "Merge a guest's cart into one's own: of each SKU the larger quantity stays.",
    rule: "customer",
    body: z.strictObject({ guestToken, guestCartId: id("cart") }),
    answers: { 200: pricedCart },
    refusals: [CartNotFound, CartClosed, GuestCartUnproved, CartFull, CartTooLarge, SkuNotSellable],
    ifMatch: "required",
    doors: { ...pricingDoors },
  },
  async (request, ports: Ports, doors) => {
    const { params, body, caller, ifMatch, at } = request;
    const { carts, guestKey, table } = ports;
    const [stored, storedGuest] = await batchGet(table, [carts.read(params.cartId), carts.read(body.guestCartId)]);
    const own = ownCart(stored, caller, at);
    requireChangeable(own, ifMatch);
    const guest = provedGuestCart(storedGuest, await verifyGuestToken(guestKey, body.guestToken, at), at);
    const context = await readPricingContext(ports, doors, combined(own, guest), at);
    const decision = mergeCarts(own, guest, context.termsIn(own.currency), at);
    return writeChange(ports, request, decision, context.showOrderable, [carts.merge(guest, own.cartId)]);
  },
);
