import { defineDoor } from "@millrace/contracts/define-door";
import type { SaleLine } from "@millrace/kernel/sale";
import type { Table } from "@millrace/table/table";
import type { Rejection } from "@millrace/table/transact";
import { createHolds } from "./data/holds.ts";
import { createLocationBooks } from "./data/location-books.ts";
import { createStock } from "./data/stock.ts";
import { createTickets } from "./data/tickets.ts";
import type { Hold, Holder } from "./domain/plan-holds.ts";
import { InventoryInsufficient, type Stock } from "./domain/stock.ts";

export type { LocationBook } from "./domain/location.ts";
export {
  availableOf,
  canFetch,
  type Hold,
  type Holder,
  type Promises,
  planHolds,
  promisesOf,
} from "./domain/plan-holds.ts";
export { InventoryInsufficient, type Stock } from "./domain/stock.ts";

function reading<Through>(name: string, open: (table: Table) => Through) {
  return defineDoor({ service: "inventory", name, actions: ["BatchGetItem"], open });
}

/** Reads each SKU's stock, all its locations; one read per SKU, in the order given. */
export const levels = reading("levels", (table) => {
  const { read } = createStock(table);
  return (skus: readonly string[]) => skus.map((sku) => read(sku));
});

/** Reads the shop's locations: one read, undefined where the shop has named none. */
export const locations = reading("locations", (table) => createLocationBooks(table).readBook);

function moving(name: "allocate" | "release") {
  return defineDoor({
    service: "inventory",
    name,
    actions: ["PutItem", "UpdateItem"],
    open: (table: Table) => {
      const { [name]: move } = createHolds(table);
      return (holds: readonly Hold[], orderId: string, at: Date) => move(holds, { causeId: orderId, at });
    },
  });
}

/**
 * Takes tickets for an order's holds, one single write for each SKU, before the order's transaction: all, or none. See
 * `Tickets.take`.
 */
export const takeTickets = defineDoor({
  service: "inventory",
  name: "takeTickets",
  actions: ["PutItem", "UpdateItem"],
  open: (table: Table) => {
    const { take } = createTickets(table);
    return (holds: readonly Hold[], seen: readonly (Stock | undefined)[], orderId: string, at: Date) =>
      take(holds, seen, { causeId: orderId, at });
  },
});

/** Gives tickets back that the order's transaction did not claim. */
export const giveBackTickets = defineDoor({
  service: "inventory",
  name: "giveBackTickets",
  actions: ["PutItem", "UpdateItem"],
  open: (table: Table) => {
    const { giveBack } = createTickets(table);
    return (holds: readonly Hold[], orderId: string, at: Date) => giveBack(holds, { causeId: orderId, at });
  },
});

/** Claims an unpaid order's tickets: one item for each; two for a SKU without one, see `isShortage`. */
export const reserve = defineDoor({
  service: "inventory",
  name: "reserve",
  actions: ["PutItem", "UpdateItem"],
  open: (table: Table) => {
    const { reserve: hold } = createHolds(table);
    return (holds: readonly Hold[], lines: readonly SaleLine[], { orderId, pickUp }: Holder, at: Date) =>
      hold(holds, { causeId: orderId, lines, pickUp, at });
  },
});

/** Turns a confirmed order's hold into its allocation: two items per SKU, one where that is to come later. */
export const allocate = moving("allocate");

/** Ends a canceled order's hold: as many items as `allocate`. */
export const release = moving("release");

/** The same holds, to be settled without waiting for the counters, which others are at. */
export function settledLater(holds: readonly Hold[]): readonly Hold[] {
  return holds.map((hold) => ({ ...hold, later: true }));
}

/** Whether an item was rejected because other buyers were quicker: there may be units at another location. */
export function isShortage({ item, stored, conflict }: Rejection): boolean {
  return conflict !== true && item.refuse(stored).declaration.code === InventoryInsufficient.code;
}
