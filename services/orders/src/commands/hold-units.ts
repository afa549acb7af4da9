import type { Opened } from "@millrace/contracts/define-door";
import * as inventory from "@millrace/inventory/doors";
import { Busy } from "@millrace/kernel/refusals";
import { type SaleLine, unitsBySku } from "@millrace/kernel/sale";
import { batchGet } from "@millrace/table/batch-get";
import { jittered } from "@millrace/table/pause";
import type { Table } from "@millrace/table/table";
import { requireKept } from "../domain/place-order.ts";

/** What an order's units are held through. */
export const holdDoors = {
  levels: inventory.levels,
  takeTickets: inventory.takeTickets,
  giveBackTickets: inventory.giveBackTickets,
};

/** An order to be, as far as its units ask. */
type Wanted = {
  readonly lines: readonly SaleLine[];
  readonly orderId: string;
  readonly pickUp: inventory.Holder["pickUp"];
  /** What its buyer was promised. */
  readonly promises: inventory.Promises;
  readonly at: Date;
};

/** A stock that takes no more writes at the moment takes them soon. */
const pause = jittered({ firstMilliseconds: 10, longestMilliseconds: 200 });

/** How often others may be quicker at a location that still had units; who finds none is refused at once. */
const maxAttempts = 12;

/**
 * Holds an order's units: plans where they come from, and takes tickets for them. Where others were quicker, it plans
 * again by what is there then: there may be units at another location. The order's transaction has to claim the tickets.
 *
 * @param seen the stocks as they were just read, of all SKUs of the lines
 * @throws InventoryInsufficient naming every line that cannot be met; CartChanged where a promise cannot be kept
 * @throws Busy where others were quicker each time
 */
export async function holdUnits(
  table: Table,
  { levels, takeTickets }: Opened<typeof holdDoors>,
  { lines, orderId, pickUp, promises, at }: Wanted,
  locations: inventory.LocationBook | undefined,
  seen?: readonly (inventory.Stock | undefined)[],
): Promise<readonly inventory.Hold[]> {
  let stocks = seen;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    stocks ??= (await batchGet(table, [levels(unitsBySku(lines).map(({ sku }) => sku))]))[0];
    const planned = inventory.planHolds(lines, stocks, locations, pickUp);
    requireKept(lines, promises, inventory.promisesOf(lines, stocks, locations, pickUp));
    const holds = await takeTickets(planned, stocks, orderId, at);
    if (holds !== undefined) return holds;
    stocks = undefined;
    await pause(attempt);
  }
  throw Busy("The stock moves faster than this order; send it again.");
}
