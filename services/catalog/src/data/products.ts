import { given } from "@millrace/kernel/given";
import { VersionMismatch } from "@millrace/kernel/refusals";
import type { Page } from "@millrace/table/cursors";
import { type Read, readOf, readTogether } from "@millrace/table/read";
import type { Table } from "@millrace/table/table";
import { type Part, partOf } from "@millrace/table/transact";
import { type Product, type ProductStatus, skuTaken, type Variant } from "../domain/product.ts";
import { productEntity } from "./product.entity.ts";
import { variantEntity } from "./variant.entity.ts";

/** Every access pattern of the catalog. */
export type Products = {
  /** AP-C1. One product without its variants: table get, strongly consistent. */
  getProduct(productId: string): Promise<Product | undefined>;
  /** AP-C2. A product's variants in its order, by SKU: table batch get, strongly consistent, at most 40. */
  listVariants(product: Product): Promise<readonly Variant[]>;
  /**
   * AP-C3. The products of one status, the latest to get it first: gsi1 query, eventually consistent, one page. One
   * partition per status: only staff writes here, and at 5 KB a product DynamoDB's 3,000 read units a second give 190
   * pages of 25, before the half minute for which callers may keep a page.
   */
  listProducts(status: ProductStatus, limit: number, position: string | null): Promise<Page<Product>>;
  /** AP-C4. One variant by SKU, to read with others: table get, strongly consistent. */
  readVariant(sku: string): Read<Variant>;
  /** AP-C5. A new product and its variants; refused with every SKU that is taken. */
  create(product: Product, variants: readonly Variant[]): readonly Part[];
  /** AP-C6. The product and each of its variants in the product's status. Its journal entry holds the lock. */
  changeStatus(product: Product): readonly Part[];
  /** AP-C7. A variant's prices, and the product's lowest. Its journal entry holds the lock. */
  changePrices(product: Product, variant: Variant): readonly Part[];
};

export const createProducts = (table: Table): Products => {
  const productItem = productEntity(table);
  const variantItem = variantEntity(table);
  const readVariant = (sku: string): Read<Variant> => readOf(variantItem, { sku });

  return {
    async getProduct(productId) {
      const { data } = await productItem.get({ productId }).go({ consistent: true });
      return data ?? undefined;
    },
    async listVariants({ productId, skus }) {
      const variants = await readTogether(table, skus.map(readVariant));
      return variants.map((variant, index) => {
        if (variant === undefined) throw new Error(`${skus[index]} of ${productId} has no item.`);
        return variant;
      });
    },
    readVariant,
    async listProducts(status, limit, position) {
      const { data, cursor } = await productItem.query
        .byStatus({ status })
        .go({ order: "desc", limit, cursor: position });
      return { items: data, position: cursor };
    },
    create: ({ description, ...product }, variants) => [
      partOf(
        productItem,
        (writes) =>
          writes.create({
            ...product,
            ...(description === undefined ? {} : { description }),
            skus: [...product.skus],
            fromPrices: [...product.fromPrices],
          }),
        () => VersionMismatch(),
      ),
      ...variants.map((variant, index) =>
        partOf(
          variantItem,
          (writes) => writes.create(given(variant)),
          () => skuTaken(variant.sku, index),
        ),
      ),
    ],
    changeStatus: ({ productId, skus, status, statusAt, version }) => [
      partOf(
        productItem,
        (writes) => writes.patch({ productId }).set({ status, statusAt, version }),
        () => VersionMismatch(),
      ),
      ...skus.map((sku) =>
        partOf(
          variantItem,
          (writes) => writes.patch({ sku }).set({ status }),
          () => VersionMismatch(),
        ),
      ),
    ],
    changePrices: ({ productId, fromPrices, version }, { sku, prices }) => [
      partOf(
        productItem,
        (writes) => writes.patch({ productId }).set({ fromPrices: [...fromPrices], version }),
        () => VersionMismatch(),
      ),
      partOf(
        variantItem,
        (writes) => writes.patch({ sku }).set({ prices: [...prices] }),
        () => VersionMismatch(),
      ),
    ],
  };
};
