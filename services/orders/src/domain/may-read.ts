import { type Caller, holds } from "@millrace/kernel/caller";
import type { Order } from "./order.ts";

/** An order is its owner's and the staff's; to anybody else it does not exist. */
export const mayRead = (caller: Caller, order: Pick<Order, "ownerId">): boolean =>
  ("ownerId" in caller && caller.ownerId === order.ownerId) || holds(caller, "orders:read");
