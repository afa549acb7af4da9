import { CartMerged } from "@millrace/contracts/carts";
import { type Decision, fact } from "@millrace/contracts/define-event";
import { isoTime } from "@millrace/kernel/clock";
import type { TermsOf } from "@millrace/pricing/sale";
import { type Cart, cartData, GuestCartUnproved, requireOpen } from "./cart.ts";
import { nextVersion, priced } from "./change-cart.ts";

/**
 * The open cart of the guest whom a token proves; `guestId` is whom it names. Refuses (`GuestCartUnproved`) a token
 * that proves nobody, another's cart, an expired and an unknown one alike, so that nobody can try out ids, and
 * (`CartClosed`) a cart that has ended.
 */
export function provedGuestCart(cart: Cart | undefined, guestId: string | undefined, at: Date): Cart {
  if (cart === undefined || cart.ownerId !== guestId || cart.expiresAt <= isoTime(at)) throw GuestCartUnproved();
  requireOpen(cart);
  return cart;
}

/**
 * The customer's cart with a guest's in it, its new lines still at the guest's prices. Of each SKU the line with more
 * units stays, the customer's own where both are alike; what else the guest said is taken where the own cart says
 * nothing.
 */
export function combined(own: Cart, guest: Cart): Cart {
  const lines = new Map(own.lines.map((line) => [line.sku, line]));
  for (const line of guest.lines) {
    if (line.quantity > (lines.get(line.sku)?.quantity ?? 0)) lines.set(line.sku, line);
  }
  return {
    ...own,
    lines: [...lines.values()],
    coupons: own.coupons.length > 0 ? own.coupons : guest.coupons,
    destination: own.destination ?? guest.destination,
    shippingMethodId: own.shippingMethodId ?? guest.shippingMethodId,
    note: own.note ?? guest.note,
  };
}

/**
 * Merges a guest's cart into the customer's. Lines keep the price at which they were set; those of another currency are
 * priced anew. Refuses (`SkuNotSellable`) such lines where they are not for sale in the cart's currency, and more than
 * one order can hold (`CartFull`, `CartTooLarge`).
 */
export function mergeCarts(own: Cart, guest: Cart, termsOf: TermsOf, at: Date): Decision<Cart, typeof CartMerged> {
  const both = combined(own, guest);
  const state = nextVersion(own, { ...both, lines: linesIn(own, guest, both, termsOf) }, at);
  const data = { ...cartData(state), guestCartId: guest.cartId, guestId: guest.ownerId };
  return { state, fact: fact(CartMerged, state.cartId, state.version, data) };
}

function linesIn(own: Cart, guest: Cart, { lines }: Cart, termsOf: TermsOf): Cart["lines"] {
  if (guest.currency === own.currency) return lines;
  const taken = priced(
    lines.filter((line) => !own.lines.includes(line)),
    termsOf,
  );
  return lines.map((line) => taken.find(({ sku }) => sku === line.sku) ?? line);
}
