import * as catalog from "@millrace/catalog/doors";
import type { Opened } from "@millrace/contracts/define-door";
import { found } from "@millrace/kernel/preconditions";
import { batchGet } from "@millrace/table/batch-get";
import { emptyBook } from "../domain/location.ts";
import type { Found } from "../domain/moves.ts";
import { KitHasNoStock, StockNotFound } from "../domain/stock.ts";
import type { Ports } from "../ports.ts";

/** What tells whether a SKU is one of the shop's. */
export const skuDoors = { offers: catalog.offers };
export type SkuDoors = Opened<typeof skuDoors>;

async function look({ stock: store, locationBooks, table }: Ports, { offers }: SkuDoors, sku: string) {
  const [stock, book = emptyBook, [offer]] = await batchGet(table, [
    store.read(sku),
    locationBooks.readBook(),
    offers([sku]),
  ]);
  const { parts } = found(offer, StockNotFound);
  return { stock, book, isKit: parts !== undefined };
}

/**
 * The stock of a SKU and the shop's locations, in one read. A variant has its stock from the start, 0 everywhere, also a
 * draft's and an archived one's; it has no item before the first units come.
 *
 * @throws StockNotFound for a SKU that no variant has
 */
export async function findStock(ports: Ports, doors: SkuDoors, sku: string): Promise<Found> {
  const { stock, book } = await look(ports, doors, sku);
  return { stock, book };
}

/**
 * The same, of a SKU whose stock is to be changed.
 *
 * @throws StockNotFound for a SKU that no variant has, KitHasNoStock for a kit's
 */
export async function findOwnStock(ports: Ports, doors: SkuDoors, sku: string): Promise<Found> {
  const { isKit, stock, book } = await look(ports, doors, sku);
  if (isKit) throw KitHasNoStock();
  return { stock, book };
}
