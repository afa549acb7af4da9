import { defineDoor } from "@millrace/contracts/define-door";
import type { Table } from "@millrace/table/table";
import { createCarts } from "./data/carts.ts";
import type { Cart } from "./domain/cart.ts";

export {
  type Cart,
  CartClosed,
  type CartLine,
  CartNotFound,
  CartTooLarge,
  ownCart,
} from "./domain/cart.ts";
export { requireOrderable } from "./domain/priced-cart.ts";

/** Reads one cart; whose it is and whether it is open is the reader's to judge (`ownCart`). */
export const read = defineDoor({
  service: "carts",
  name: "read",
  actions: ["BatchGetItem"],
  open: (table: Table) => createCarts(table).read,
});

/** Opens a cart again, as it was, whose order came to nothing: one item, refused unless that order closed the cart. */
export const reopen = defineDoor({
  service: "carts",
  name: "reopen",
  actions: ["UpdateItem"],
  open: (table: Table) => createCarts(table).reopen,
});

/** Closes a cart for the order made of it: one item, refused unless the cart is open and as it was read. */
export const close = defineDoor({
  service: "carts",
  name: "close",
  actions: ["UpdateItem"],
  open: (table: Table) => {
    const carts = createCarts(table);
    return (cart: Cart, orderId: string, at: Date) => carts.close(cart, orderId, at);
  },
});
