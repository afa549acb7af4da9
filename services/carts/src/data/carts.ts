import { epochSeconds, isoTime } from "@millrace/kernel/clock";
import { Busy, CartChanged, VersionMismatch } from "@millrace/kernel/refusals";
import { type Read, readOf } from "@millrace/table/read";
import type { Table } from "@millrace/table/table";
import { type Part, partOf } from "@millrace/table/transact";
import { type Cart, CartClosed } from "../domain/cart.ts";
import { cartEntity } from "./cart.entity.ts";

/** Every access pattern of carts. */
export type Carts = {
  /** AP-CT1. One cart by id, to read with others: table get, strongly consistent. */
  read(cartId: string): Read<Cart>;
  /** AP-CT2. A new cart. */
  open(cart: Cart): Part;
  /** AP-CT3. A cart's next version; refused when it is closed or no longer at the version before. */
  change(cart: Cart): Part;
  /** AP-CT4. The end of a cart that became an order; refused when it has expired or is not as `cart` was read. */
  close(cart: Cart, orderId: string, at: Date): Part;
};

export const createCarts = (table: Table): Carts => {
  const entity = cartEntity(table);
  const ttlOf = ({ expiresAt }: Cart): number => epochSeconds(new Date(expiresAt));
  const copied = ({ lines }: Cart) => lines.map(({ sku, quantity, unitPrice }) => ({ sku, quantity, unitPrice }));

  return {
    read: (cartId) => readOf<Cart>(entity, { cartId }),
    open: (cart) =>
      partOf(
        entity,
        (writes) => {
          const { orderId: _, ...fresh } = cart;
          return writes.create({
            ...fresh,
            lines: copied(cart),
            ttl: ttlOf(cart),
          });
        },
        () => Busy("Another cart took this id; send the request again."),
      ),
    change: (cart) =>
      partOf(
        entity,
        (writes) =>
          writes
            .patch({ cartId: cart.cartId })
            .set({
              lines: copied(cart),
              version: cart.version,
              expiresAt: cart.expiresAt,
              ttl: ttlOf(cart),
            })
            .where(({ status, version }, { eq }) => `${eq(status, "open")} AND ${eq(version, cart.version - 1)}`),
        (stored) => (stored?.["status"] === "closed" ? CartClosed() : VersionMismatch()),
      ),
    close: (cart, orderId, at) =>
      partOf(
        entity,
        (writes) =>
          writes
            .patch({ cartId: cart.cartId })
            .set({ status: "closed", orderId })
            .where(
              ({ status, version, expiresAt }, { eq, gt }) =>
                `${eq(status, "open")} AND ${eq(version, cart.version)} AND ${gt(expiresAt, isoTime(at))}`,
            ),
        () => CartChanged(),
      ),
  };
};
