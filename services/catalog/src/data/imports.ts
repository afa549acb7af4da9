import type { Table } from "@millrace/table/table";
import type { Seen } from "../domain/import-plan.ts";
import type { ProductRows } from "../domain/import-rows.ts";
import type { Product, Variant, Whole } from "../domain/product.ts";
import { partSkusOf } from "../domain/variant.ts";
import { createProducts } from "./products.ts";
import { createSlugs } from "./slugs.ts";
import { createVariants } from "./variants.ts";

/** Every access pattern of imports and exports. */
export type Imports = {
  /**
   * AP-C17. What is stored of each product that rows name, in their order: table batch gets, strongly consistent, at
   * most 500 rows, 100 keys a batch. Three rounds: slugs, products, then variants of those, of the rows' SKUs and of
   * their parts. The product before its variants: a change in between then fails the lock. Twice where SKUs are taken.
   */
  readSeen(products: readonly ProductRows[]): Promise<readonly Seen[]>;
  /**
   * AP-C18. A page of products, each with its variants: table batch gets, strongly consistent, at most 4,000 items, 100
   * keys a batch.
   */
  readWhole(products: readonly Product[]): Promise<readonly Whole[]>;
};

function isThere<Item>(item: Item | undefined): item is Item {
  return item !== undefined;
}

export function createImports(table: Table): Imports {
  const [products, slugs, variantItems] = [createProducts(table), createSlugs(table), createVariants(table)];

  const variantsOf = async (skus: readonly string[]): Promise<ReadonlyMap<string, Variant>> => {
    const variants = (await variantItems.getVariants(skus)).filter(isThere);
    return new Map(variants.map((variant) => [variant.sku, variant]));
  };

  const wholeOf = (product: Product, bySku: ReadonlyMap<string, Variant>): Whole => ({
    product,
    variants: product.skus.map((sku) => bySku.get(sku)).filter(isThere),
  });

  const readOnce = async (wanted: readonly ProductRows[]): Promise<readonly Seen[]> => {
    const records = await slugs.getSlugs(wanted.map(({ slug }) => slug));
    const idOf = new Map(records.filter(isThere).map(({ slug, productId }) => [slug, productId]));
    const found = await products.getProducts([...idOf.values()]);
    const byId = new Map(found.map((product) => [product.productId, product]));
    const rows = wanted.flatMap((one) => one.rows.map(({ fields }) => fields));
    const named = [...rows.map(({ sku }) => sku), ...partSkusOf(rows)];
    const bySku = await variantsOf([...named, ...found.flatMap(({ skus }) => skus)]);
    return wanted.map(({ slug }) => {
      const product = byId.get(idOf.get(slug) ?? "");
      return product === undefined ? { bySku } : { whole: wholeOf(product, bySku), bySku };
    });
  };

  return {
    async readSeen(wanted) {
      const seen = await readOnce(wanted);
      // A product may have been made after its slug was looked up and before its SKUs were: then it is there by now.
      const between = wanted.filter(
        ({ rows }, index) =>
          seen[index]?.whole === undefined && rows.some(({ fields }) => seen[index]?.bySku.has(fields.sku)),
      );
      if (between.length === 0) return seen;
      const bySlug = new Map((await readOnce(between)).map((again, index) => [between[index]?.slug, again]));
      return wanted.map(({ slug }, index) => bySlug.get(slug) ?? seen[index] ?? { bySku: new Map() });
    },
    async readWhole(page) {
      const bySku = await variantsOf(page.flatMap(({ skus }) => skus));
      return page.map((product) => wholeOf(product, bySku));
    },
  };
}
