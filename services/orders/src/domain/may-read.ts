import { type Caller, holds } from "@millrace/kernel/caller";
import type { Order } from "./order.ts";

/** An order is its owner's and the staff's; to anybody else it does not exist. */
export function mayRead(caller: Caller, order: Pick<Order, "ownerId">): boolean {
  return ("ownerId" in caller && caller.ownerId === order.ownerId) || holds(caller, "orders:read");
}
