import { omitUndefined } from "@millrace/kernel/omit-undefined";
import type { Offer } from "@millrace/pricing/offer";
import { batchGet, type Read, readOf } from "@millrace/table/batch-get";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import type { Product, Variant } from "../domain/product.ts";
import { skuTaken, spellingOf } from "../domain/variant.ts";
import { variantEntity } from "./variant.entity.ts";

/** Every access pattern of variants. */
export type Variants = {
  /** AP-C4. What one SKU is offered for, to read with others: table get, strongly consistent. */
  readOffer(sku: string): Read<Offer>;
  /**
   * AP-C19. Variants by SKU, undefined where one is unknown: table batch gets, strongly consistent, 100 keys a batch.
   */
  getVariants(skus: readonly string[]): Promise<readonly (Variant | undefined)[]>;
  /**
   * AP-C28. The SKUs that are spelled as any of these, whatever the case: gsi2 queries and batch gets, eventually
   * consistent, one query a SKU, at most 10 of each spelling.
   */
  listSpelledAlike(skus: readonly string[]): Promise<readonly string[]>;
  /**
   * AP-C20. One more variant; refused when its SKU is taken.
   *
   * @param field where the request names the SKU
   */
  addVariant(variant: Variant, field?: string): TransactItem;
  /** AP-C21. What a variant itself says. Its product's journal entry holds the lock. */
  changeVariant(variant: Variant): TransactItem;
  /** AP-C27. What a product's variants carry of it: at most 40 items. */
  carry(product: Product): readonly TransactItem[];
};

const mostAlike = 10;

export function createVariants(table: Table): Variants {
  const entity = variantEntity(table);
  return {
    readOffer: (sku) => readOf(entity, { sku }),
    async getVariants(skus) {
      return batchGet(
        table,
        skus.map((sku) => readOf<Variant>(entity, { sku })),
      );
    },
    async listSpelledAlike(skus) {
      const spellings = [...new Set(skus.map(spellingOf))];
      const found = await Promise.all(
        spellings.map((spelling) => entity.query.bySpelling({ spelling }).go({ limit: mostAlike, hydrate: true })),
      );
      return found.flatMap(({ data }) => data.map(({ sku }) => sku));
    },
    addVariant: (variant, field = "body.sku") =>
      transactItem(
        entity,
        (writes) => writes.create(omitUndefined(variant)),
        () => skuTaken(variant.sku, field),
      ),
    changeVariant: ({ sku, title, options, prices, taxClass, weightGrams }) =>
      transactItem(entity, (writes) => {
        const patched = writes
          .patch({ sku })
          .set({ title, options, prices, taxClass, ...omitUndefined({ weightGrams }) });
        return weightGrams === undefined ? patched.remove(["weightGrams"]) : patched;
      }),
    carry: ({ skus, status, categoryIds }) =>
      skus.map((sku) => transactItem(entity, (writes) => writes.patch({ sku }).set({ status, categoryIds }))),
  };
}
