import type { Decision } from "@millrace/contracts/define-event";
import { etag, ok } from "@millrace/contracts/define-route";
import type { Owner } from "@millrace/kernel/caller";
import { batchGet } from "@millrace/table/batch-get";
import type { Command } from "@millrace/table/commands";
import type { TransactItem } from "@millrace/table/transact";
import { type Cart, ownCart, requireChangeable } from "../domain/cart.ts";
import type { Ports } from "../ports.ts";
import type { PricingContext } from "./pricing-context.ts";

type ChangeRequest = Command & {
  readonly params: { readonly cartId: string };
  readonly caller: Owner;
  readonly ifMatch: number;
};

/**
 * The caller's cart, at the version that the caller saw.
 *
 * @throws CartNotFound, CartClosed, VersionMismatch
 */
export async function readChangeable({ carts, table }: Ports, request: ChangeRequest): Promise<Cart> {
  const [stored] = await batchGet(table, [carts.read(request.params.cartId)]);
  const cart = ownCart(stored, request.caller, request.at);
  requireChangeable(cart, request.ifMatch);
  return cart;
}

/**
 * Writes a change of a cart and its fact in one transaction, with what else changes, and answers the cart as it then
 * is.
 *
 * @param show how the changed cart is shown, or refused
 */
export async function writeChange(
  { carts, write }: Ports,
  command: Command,
  { state, fact }: Decision<Cart>,
  show: PricingContext["show"],
  beside: readonly TransactItem[] = [],
) {
  const answer = ok(await show(state), etag(state.version));
  return write(command, fact, [carts.change(state), ...beside], answer);
}
