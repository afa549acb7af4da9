import { batchGet, type Read, readOf } from "@millrace/table/batch-get";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import { type Product, type SlugRecord, SlugTaken } from "../domain/product.ts";
import { slugEntity } from "./slug.entity.ts";

/** Every access pattern of slugs. */
export type Slugs = {
  /** AP-C8. Whose a slug is or was: table batch get, strongly consistent, one key. */
  getSlug(slug: string): Promise<SlugRecord | undefined>;
  /**
   * AP-C22. Whose each of several slugs is or was, undefined where one is nobody's: table batch gets, strongly
   * consistent, 100 keys a batch.
   */
  getSlugs(slugs: readonly string[]): Promise<readonly (SlugRecord | undefined)[]>;
  /** AP-C9. A product's first slug; refused when any product has it, or had it. */
  take(product: Product): TransactItem;
  /**
   * AP-C23. Another slug of a product, new or `former`: at most 2 items. The one it had becomes a redirect. Nothing
   * when it keeps it.
   */
  change(before: Product, after: Product, former: SlugRecord | undefined): readonly TransactItem[];
};

export function createSlugs(table: Table): Slugs {
  const entity = slugEntity(table);
  const readSlug = (slug: string): Read<SlugRecord> => readOf(entity, { slug });

  const take = ({ slug, productId }: Pick<Product, "slug" | "productId">): TransactItem =>
    transactItem(
      entity,
      (writes) => writes.create({ slug, productId, current: true }),
      () => SlugTaken(),
    );
  // Only the owner's commands write a slug's item, and its journal entry holds the lock.
  const mark = (slug: string, current: boolean): TransactItem =>
    transactItem(entity, (writes) => writes.patch({ slug }).set({ current }));

  return {
    async getSlug(slug) {
      const [record] = await batchGet(table, [readSlug(slug)]);
      return record;
    },
    getSlugs: async (slugs) => batchGet(table, slugs.map(readSlug)),
    take,
    change(before, after, former) {
      if (before.slug === after.slug) return [];
      return [former === undefined ? take(after) : mark(after.slug, true), mark(before.slug, false)];
    },
  };
}
