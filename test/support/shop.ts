import type { Money } from "@millrace/kernel/money";
import { type SkuQuantity, standardTaxClass } from "@millrace/kernel/sale";
import type { Table } from "@millrace/table/table";
import { commit } from "@millrace/table/transact";
import { createProducts } from "../../services/catalog/src/data/products.ts";
import { createStock } from "../../services/inventory/src/data/stock.ts";

/** One SKU on sale, as a test wishes it. */
export type OnSale = {
  readonly sku: string;
  readonly title?: string;
  readonly prices: readonly Money[];
  readonly available?: number;
  readonly status?: "draft" | "active";
  readonly weightGrams?: number;
  /** What it is made of, where it is a kit. */
  readonly parts?: readonly SkuQuantity[];
};

/** A product of one variant for each SKU, and its units in the main location. */
export async function sell(table: Table, articles: readonly OnSale[]): Promise<void> {
  const products = createProducts(table);
  const stock = createStock(table);
  const at = new Date("2026-11-01T08:00:00.000Z");
  for (const { sku, title = sku, prices, available = 0, status = "active", ...more } of articles) {
    // One product per SKU, its id made of the SKU's own letters.
    const productId = `prd_${sku
      .toLowerCase()
      .replace(/[^0-9a-hjkmnp-tv-z]/g, "0")
      .padEnd(26, "0")
      .slice(0, 26)}`;
    const statusAt = at.toISOString();
    await commit(
      products.create({
        product: {
          productId,
          name: title,
          slug: productId.replace("_", "-"),
          status,
          statusAt,
          createdAt: statusAt,
          media: [],
          metadata: {},
          categoryIds: [],
          places: 0,
          skus: [sku],
          fromPrices: prices,
          version: 1,
        },
        variants: [
          {
            sku,
            productId,
            title,
            options: {},
            prices: [...prices],
            status,
            taxClass: standardTaxClass,
            categoryIds: [],
            ...more,
          },
        ],
      }),
    );
    if (available > 0) {
      const units = [{ locationId: "loc_main", quantity: available }];
      await commit(
        stock.bring({ sku, kind: "RECEIPT", causeId: `rcp_${sku}`, units, movedAt: at.toISOString() }, undefined),
      );
    }
  }
}
