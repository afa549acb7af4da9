import { Busy } from "@millrace/kernel/refusals";
import type { Offer } from "@millrace/pricing/offer";
import { batchGet, readOf } from "@millrace/table/batch-get";
import type { Page } from "@millrace/table/cursors";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem, writeVersion } from "@millrace/table/transact";
import { type ListedSku, type ListPricesChange, type ListState, SkuNotFound } from "../domain/list-prices.ts";
import { emptyBook } from "../domain/price-list.ts";
import { listedSkuEntity } from "./listed-sku.entity.ts";
import { createPriceBooks } from "./price-book.ts";
import { priceListEntity } from "./price-list.entity.ts";
import { variantEntity } from "./variant.entity.ts";

/** Every access pattern of the prices of price lists. */
export type ListPrices = {
  /** AP-PB4. What a change of a list's prices depends on: table batch gets, strongly consistent, at most 82 items. */
  readList(priceListId: string, skus: readonly string[]): Promise<ListState>;
  /**
   * AP-PB5. The SKUs that have prices in a list, by SKU: table query, strongly consistent, one page, which is short
   * where prices were removed.
   */
  listSkus(priceListId: string, limit: number, position: string | null): Promise<Page<ListedSku>>;
  /**
   * AP-PB6. Prices of up to 40 SKUs in a list, there and on their variants: at most 81 items. The list's journal entry
   * is its lock; a variant must have the list prices that were read, because other lists write them too.
   */
  changePrices(change: ListPricesChange): readonly TransactItem[];
};

export function createListPrices(table: Table): ListPrices {
  const listItem = priceListEntity(table);
  const listedItem = listedSkuEntity(table);
  const variantItem = variantEntity(table);
  const books = createPriceBooks(table);
  return {
    async readList(priceListId, skus) {
      const [list, listed, offers] = await batchGet(table, [
        readOf<{ readonly version: number }>(listItem, { priceListId }),
        skus.map((sku) => readOf<ListedSku>(listedItem, { priceListId, sku })),
        skus.map((sku) => readOf<Offer>(variantItem, { sku })),
      ]);
      // Read last: what a variant has of a list that is not in here is left over from one that was removed. In a book
      // read before the variants, a list made in between would be missing too.
      const [book = emptyBook] = await batchGet(table, [books.readBook()]);
      return {
        book,
        version: list?.version ?? 0,
        skus: skus.map((_, index) => ({ offer: offers[index], listed: listed[index] })),
      };
    },
    async listSkus(priceListId, limit, position) {
      const { data, cursor } = await listedItem.query
        .ofList({ priceListId })
        .go({ consistent: true, limit, cursor: position });
      const items = data.filter(({ prices }) => prices.length > 0).map(({ sku, prices }) => ({ sku, prices }));
      return { items, position: cursor };
    },
    changePrices: ({ priceListId, version, skus }) => [
      writeVersion(listItem, ["priceListId"], { priceListId, version }),
      ...skus.flatMap(({ sku, prices, isNew, before, after }) => [
        transactItem(listedItem, (writes) =>
          isNew ? writes.create({ priceListId, sku, prices }) : writes.patch({ priceListId, sku }).set({ prices }),
        ),
        transactItem(
          variantItem,
          (writes) =>
            writes
              .patch({ sku })
              .set({ listPrices: after })
              .where(({ listPrices }, { eq, notExists }) =>
                before === undefined ? notExists(listPrices) : eq(listPrices, before),
              ),
          (stored) =>
            stored === undefined
              ? SkuNotFound(`${sku} is no SKU of the catalog.`)
              : Busy(`Another list's prices of ${sku} changed at the same time; try again shortly.`),
        ),
      ]),
    ],
  };
}
