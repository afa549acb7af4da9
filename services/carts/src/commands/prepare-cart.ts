import type { Opened } from "@millrace/contracts/define-door";
import { openCart, type Wish } from "../domain/change-cart.ts";
import type { Ports } from "../ports.ts";
import { pricingDoors, readPricingContext } from "./pricing-context.ts";
import { couponDoors, readCoupons } from "./read-coupons.ts";

/** What a new cart is made through. */
export const openingDoors = { ...pricingDoors, ...couponDoors };

/**
 * A new cart as somebody wishes it, its fact and how it is shown; nothing is written yet.
 *
 * @param codes of the coupons that are to be in it
 * @throws CouponUnknown, SkuNotSellable, CartFull, CartTooLarge
 */
export async function prepareCart(
  ports: Ports,
  doors: Opened<typeof openingDoors>,
  { coupons: codes, ...wish }: Wish & { readonly coupons: readonly string[] },
  ownerId: string,
  at: Date,
) {
  const coupons = await readCoupons(ports, doors, codes, ownerId, at);
  const context = await readPricingContext(ports, doors, { ...wish, ownerId, coupons }, at);
  const opening = { ...wish, cartId: ports.newId("cart"), ownerId, coupons };
  const { state, fact } = openCart(opening, context.termsIn(wish.currency), at);
  return { state, fact, view: await context.showOrderable(state) };
}
