import { defineRoute } from "@millrace/contracts/define-route";
import { verifyGuestToken } from "@millrace/lambda/guest-token";
import { batchGet } from "@millrace/table/batch-get";
import * as z from "zod";
import { writeChange } from "../commands/change-cart.ts";
import { pricingDoors, readPricingContext } from "../commands/pricing-context.ts";
import { CartClosed, GuestCartUnproved, requireChangeable } from "../domain/cart.ts";
import { claim } from "../domain/change-cart.ts";
import { provedGuestCart } from "../domain/merge-carts.ts";
import type { Ports } from "../ports.ts";
import { guestToken, pricedCart } from "./schemas.ts";

/** For whoever signs in without a cart: the guest's one changes its owner, and keeps its id and its story. */
export const claimCart = defineRoute(
  "POST /v1/carts/{cartId}/claim",
  {
    summary: "Make a guest's cart one's own.",
    rule: "customer",
    body: z.strictObject({ guestToken }),
    answers: { 200: pricedCart },
    refusals: [CartClosed, GuestCartUnproved],
    ifMatch: "required",
    doors: { ...pricingDoors },
  },
  async (request, ports: Ports, doors) => {
    const { params, body, caller, ifMatch, at } = request;
    const { carts, guestKey, table } = ports;
    const [stored] = await batchGet(table, [carts.read(params.cartId)]);
    const guest = provedGuestCart(stored, await verifyGuestToken(guestKey, body.guestToken, at), at);
    requireChangeable(guest, ifMatch);
    const decision = claim(guest, caller.ownerId, at);
    const context = await readPricingContext(ports, doors, decision.state, at);
    return writeChange(ports, request, decision, context.show);
  },
);
