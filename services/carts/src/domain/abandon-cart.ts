import { CartAbandoned } from "@millrace/contracts/carts";
import { type Fact, fact } from "@millrace/contracts/define-event";
import { isoTime } from "@millrace/kernel/clock";
import { type Cart, cartData } from "./cart.ts";

/** The end of a cart, and the fact that tells it: none for an empty one. */
type Abandonment = { readonly state: Cart; readonly facts: readonly Fact<typeof CartAbandoned>[] };

/** Ends a cart that nobody came back for; undefined where it has ended before, or has not expired. */
export function abandon(cart: Cart, at: Date): Abandonment | undefined {
  if (cart.status !== "open" || cart.expiresAt > isoTime(at)) return undefined;
  const state = { ...cart, status: "abandoned" } as const;
  if (cart.lines.length === 0) return { state, facts: [] };
  const version = cart.version + 1;
  return { state: { ...state, version }, facts: [fact(CartAbandoned, cart.cartId, version, cartData(cart))] };
}
