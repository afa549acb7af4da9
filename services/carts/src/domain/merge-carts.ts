import { isoTime } from "@millrace/kernel/clock";
import type { TermsOf } from "@millrace/pricing/sale";
import { type Cart, GuestCartUnproved, requireOpen } from "./cart.ts";
import { changed, priced } from "./change-cart.ts";

/**
 * The open cart of the guest whom a token proves; `guestId` is whom it names. A token that proves nobody, another's cart,
 * an expired and an unknown one are told alike, so that nobody can try out ids.
 */
export function provedGuestCart(cart: Cart | undefined, guestId: string | undefined, at: Date): Cart {
  if (cart === undefined || cart.ownerId !== guestId || cart.expiresAt <= isoTime(at)) throw GuestCartUnproved();
  requireOpen(cart);
  return cart;
}

/**
 * The customer's cart with a guest's in it, its new lines still at the guest's prices. Of each SKU the line with more pieces
 * stays, the customer's own where both are alike; what else the guest said is taken where the own cart says nothing.
 */
export function united(own: Cart, guest: Cart): Cart {
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
 * The next version of the customer's cart, with a guest's in it. Lines keep the price at which they were set; those of
 * another currency are priced anew, and refused where they are not for sale in the cart's.
 */
export function mergeCarts(own: Cart, guest: Cart, termsOf: TermsOf, at: Date): Cart {
  const merged = united(own, guest);
  if (guest.currency === own.currency) return changed(own, merged, at);
  const taken = priced(
    merged.lines.filter((line) => !own.lines.includes(line)),
    termsOf,
  );
  const lines = merged.lines.map((line) => taken.find(({ sku }) => sku === line.sku) ?? line);
  return changed(own, { ...merged, lines }, at);
}

/** The guest's cart as the customer's own: one that had none takes it over as it is. */
export function takeOver(guest: Cart, ownerId: string, at: Date): Cart {
  return changed(guest, { ownerId }, at);
}
