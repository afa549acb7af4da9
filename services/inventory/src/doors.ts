import { defineDoor } from "@millrace/contracts/define-door";
import type { Table } from "@millrace/table/table";
import { createStock } from "./data/stock.ts";
import { mainLocationId, sumBySku, type Wanted } from "./domain/stock.ts";

export { InventoryInsufficient, requireAvailable, type StockLevel } from "./domain/stock.ts";

/** Reads the level each SKU is sold from; one read per SKU, in the order given. */
export const levels = defineDoor({
  service: "inventory",
  name: "levels",
  actions: ["BatchGetItem"],
  open: (table: Table) => {
    const stock = createStock(table);
    return (skus: readonly string[]) => skus.map((sku) => stock.readLevel(sku, mainLocationId));
  },
});

const moving = (name: "reserve" | "allocate" | "release") =>
  defineDoor({
    service: "inventory",
    name,
    actions: ["PutItem", "UpdateItem"],
    open: (table: Table) => {
      const stock = createStock(table);
      return (lines: readonly Wanted[], orderId: string, at: Date) =>
        sumBySku(lines).flatMap((line) => stock[name]({ ...line, locationId: mainLocationId, causeId: orderId, at }));
    },
  });

/** Holds an unpaid order's pieces: two parts per SKU; refused with every SKU of which too few are available. */
export const reserve = moving("reserve");

/** Turns a confirmed order's hold into its allocation: two parts per SKU. */
export const allocate = moving("allocate");

/** Gives a canceled order's hold back: two parts per SKU. */
export const release = moving("release");
