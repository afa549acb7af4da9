import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { batchGet, readOf } from "@millrace/table/batch-get";
import type { Page } from "@millrace/table/cursors";
import { pageFrom } from "@millrace/table/results";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import type { Product, ProductStatus, Whole } from "../domain/product.ts";
import { productEntity } from "./product.entity.ts";
import { createVariants } from "./variants.ts";

/** Every access pattern of products. */
export type Products = {
  /** AP-C1. One product without its variants: table get, strongly consistent. */
  getProduct(productId: string): Promise<Product | undefined>;
  /**
   * AP-C2. One product with its variants, in its order: table get and batch get, strongly consistent, at most 41 items.
   * A change between the two reads shows newer variants under the older version, which no writer can then use.
   */
  getWhole(productId: string): Promise<Whole | undefined>;
  /**
   * AP-C3. The products of one status, the latest to get it first: gsi1 query, eventually consistent, one page. One
   * partition per status: only staff writes here, and at 5 KB a product DynamoDB's 3,000 read units a second give 190
   * pages of 25, before the half minute for which callers may keep a page.
   */
  listProducts(status: ProductStatus, limit: number, position: string | null): Promise<Page<Product>>;
  /** AP-C5. Products by id, in the order given: table batch gets, strongly consistent, 100 keys a batch. */
  getProducts(productIds: readonly string[]): Promise<readonly Product[]>;
  /** AP-C6. A new product and its variants: at most 41 items; refused with every SKU that is taken. */
  create(whole: Whole): readonly TransactItem[];
  /**
   * AP-C7. The product, and each variant where they carry what has changed: at most 41 items. Its journal entry holds
   * the lock.
   */
  change(before: Product, after: Product): readonly TransactItem[];
};

export function createProducts(table: Table): Products {
  const entity = productEntity(table);
  const variantItems = createVariants(table);

  const getProduct = async (productId: string): Promise<Product | undefined> => {
    const { data } = await entity.get({ productId }).go({ consistent: true });
    return data ?? undefined;
  };

  return {
    getProduct,
    async getWhole(productId) {
      const product = await getProduct(productId);
      if (product === undefined) return undefined;
      const variants = (await variantItems.getVariants(product.skus)).map((variant, index) => {
        if (variant === undefined) throw new Error(`${product.skus[index]} of ${productId} has no item.`);
        return variant;
      });
      return { product, variants };
    },
    async getProducts(productIds) {
      const found = await batchGet(
        table,
        productIds.map((productId) => readOf<Product>(entity, { productId })),
      );
      return found.filter((product) => product !== undefined);
    },
    listProducts: (status, limit, position) =>
      pageFrom(entity.query.byStatus({ status }).go({ order: "desc", limit, cursor: position })),
    create: ({ product, variants }) => [
      transactItem(entity, (writes) => writes.create(omitUndefined(product))),
      ...variants.map((variant, index) => variantItems.addVariant(variant, `body.variants.${index}.sku`)),
    ],
    change(before, after) {
      const { productId, createdAt: _, description, ...fields } = after;
      const carried = before.status !== after.status || before.categoryIds !== after.categoryIds;
      return [
        transactItem(entity, (writes) => {
          const patched = writes.patch({ productId }).set({ ...fields, ...omitUndefined({ description }) });
          return description === undefined ? patched.remove(["description"]) : patched;
        }),
        ...(carried ? variantItems.carry({ ...after, skus: before.skus }) : []),
      ];
    },
  };
}
