import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { VersionMismatch } from "@millrace/kernel/refusals";
import { batchGet, type Read, readOf } from "@millrace/table/batch-get";
import type { Page } from "@millrace/table/cursors";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import type { Product, ProductStatus } from "../domain/product.ts";
import { skuTaken, type Variant } from "../domain/variant.ts";
import { productEntity } from "./product.entity.ts";
import { variantEntity } from "./variant.entity.ts";

/** Every access pattern of products and their variants. */
export type Products = {
  /** AP-C1. One product without its variants: table get, strongly consistent. */
  getProduct(productId: string): Promise<Product | undefined>;
  /** AP-C2. A product's variants in its order, by SKU: table batch get, strongly consistent, at most 40 items. */
  listVariants(product: Product): Promise<readonly Variant[]>;
  /**
   * AP-C3. The products of one status, the latest to get it first: gsi1 query, eventually consistent, one page. One
   * partition per status: only staff writes here, and at 5 KB a product DynamoDB's 3,000 read units a second give 190
   * pages of 25, before the half minute for which callers may keep a page.
   */
  listProducts(status: ProductStatus, limit: number, position: string | null): Promise<Page<Product>>;
  /** AP-C4. One variant by SKU, to read with others: table get, strongly consistent. */
  readVariant(sku: string): Read<Variant>;
  /**
   * AP-C19. Variants by SKU, undefined where one is unknown: table batch get, strongly consistent, at most 100 items.
   */
  getVariants(skus: readonly string[]): Promise<readonly (Variant | undefined)[]>;
  /** AP-C5. Products by id, in the order given: table batch get, strongly consistent, at most 100 items. */
  getProducts(productIds: readonly string[]): Promise<readonly Product[]>;
  /** AP-C6. A new product and its variants: at most 41 items; refused with every SKU that is taken. */
  create(product: Product, variants: readonly Variant[]): readonly TransactItem[];
  /** AP-C20. One more variant; refused when its SKU is taken. */
  addVariant(variant: Variant): TransactItem;
  /**
   * AP-C7. The product, and each variant where they carry what has changed: at most 41 items. Its journal entry holds
   * the lock.
   */
  change(before: Product, after: Product): readonly TransactItem[];
  /** AP-C21. What a variant itself says. Its product's journal entry holds the lock. */
  changeVariant(variant: Variant): TransactItem;
};

export function createProducts(table: Table): Products {
  const productItem = productEntity(table);
  const variantItem = variantEntity(table);
  const readVariant = (sku: string): Read<Variant> => readOf(variantItem, { sku });
  const getVariants = async (skus: readonly string[]) =>
    skus.length === 0 ? [] : batchGet(table, skus.map(readVariant));

  const createVariant = (variant: Variant, field: string): TransactItem =>
    transactItem(
      variantItem,
      (writes) => writes.create(omitUndefined(variant)),
      () => skuTaken(variant.sku, field),
    );

  return {
    async getProduct(productId) {
      const { data } = await productItem.get({ productId }).go({ consistent: true });
      return data ?? undefined;
    },
    async listVariants({ productId, skus }) {
      const variants = await getVariants(skus);
      return variants.map((variant, index) => {
        if (variant === undefined) throw new Error(`${skus[index]} of ${productId} has no item.`);
        return variant;
      });
    },
    readVariant,
    getVariants,
    async getProducts(productIds) {
      if (productIds.length === 0) return [];
      const found = await batchGet(
        table,
        productIds.map((productId) => readOf<Product>(productItem, { productId })),
      );
      return found.filter((product) => product !== undefined);
    },
    async listProducts(status, limit, position) {
      const { data, cursor } = await productItem.query
        .byStatus({ status })
        .go({ order: "desc", limit, cursor: position });
      return { items: data, position: cursor };
    },
    create: (product, variants) => [
      transactItem(
        productItem,
        (writes) => writes.create(omitUndefined(product)),
        () => VersionMismatch(),
      ),
      ...variants.map((variant, index) => createVariant(variant, `body.variants.${index}.sku`)),
    ],
    addVariant: (variant) => createVariant(variant, "body.sku"),
    change(before, after) {
      const { productId, createdAt: _, description, ...fields } = after;
      const { status, categoryIds } = after;
      const carried = before.status !== status || before.categoryIds !== categoryIds;
      return [
        transactItem(
          productItem,
          (writes) => {
            const patched = writes.patch({ productId }).set({ ...fields, ...omitUndefined({ description }) });
            return description === undefined ? patched.remove(["description"]) : patched;
          },
          () => VersionMismatch(),
        ),
        ...(carried ? before.skus : []).map((sku) =>
          transactItem(
            variantItem,
            (writes) => writes.patch({ sku }).set({ status, categoryIds }),
            () => VersionMismatch(),
          ),
        ),
      ];
    },
    changeVariant: ({ sku, title, options, prices, taxClass, weightGrams }) =>
      transactItem(
        variantItem,
        (writes) => {
          const patched = writes
            .patch({ sku })
            .set({ title, options, prices, taxClass, ...omitUndefined({ weightGrams }) });
          return weightGrams === undefined ? patched.remove(["weightGrams"]) : patched;
        },
        () => VersionMismatch(),
      ),
  };
}
