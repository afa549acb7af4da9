import { defineSchedule, type Tick } from "@millrace/contracts/define-service";
import { Refusal } from "@millrace/kernel/errors";
import { Busy } from "@millrace/kernel/refusals";
import { sweep } from "@millrace/table/sweep";
import { abandon } from "../domain/abandon-cart.ts";
import type { Cart } from "../domain/cart.ts";
import type { Ports } from "../ports.ts";

async function abandonCart({ carts, write }: Ports, tick: Tick, cart: Cart): Promise<void> {
  const abandoned = abandon(cart, tick.at);
  if (abandoned === undefined) return;
  try {
    await write({ ...tick, ifMatch: cart.version }, abandoned.facts, [carts.abandon(cart, abandoned.state.version)]);
  } catch (error) {
    // What is refused was changed, checked out or abandoned by another run: then there is nothing to tell. A table that
    // is busy refuses too, and says nothing of the cart.
    if (!(error instanceof Refusal) || error.declaration.code === Busy.code) throw error;
  }
}

/**
 * Ends carts that have expired and tells of each that had something in it. An empty one tells nothing: nobody left
 * anything behind, and whoever asks for guests' carts all day must not fill the bus a week later. A cart that changed
 * meanwhile is left alone; one that fails does not keep the others waiting, and the next run tries it again.
 */
export const abandonCarts = defineSchedule({ everyMinutes: 1 }, (tick, ports: Ports) =>
  sweep(
    (shard, position) => ports.carts.listDue(shard, tick.at, position),
    (cart) => abandonCart(ports, tick, cart),
  ),
);
