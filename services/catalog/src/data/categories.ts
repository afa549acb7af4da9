import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { Busy } from "@millrace/kernel/refusals";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem, writeVersion } from "@millrace/table/transact";
import { type Category, CategoryNotEmpty, CategoryUnknown, type Tree } from "../domain/category.ts";
import { type CountChange, countChanges } from "../domain/counts.ts";
import type { Product } from "../domain/product.ts";
import { categoryEntity } from "./category.entity.ts";
import { treeEntity } from "./tree.entity.ts";

/** The shop has one tree. */
const tree = "main" as const;

/** Every access pattern of categories. */
export type Categories = {
  /**
   * AP-C13. The whole tree, to decide on a change of it: table get and query, strongly consistent, at most 500 living
   * and 2,000 items in all, 500 KB.
   */
  getTree(): Promise<Tree>;
  /**
   * AP-C14. The whole tree, to show: table query, eventually consistent, at most 2,000 items, 63 read units. Callers
   * may keep it for half a minute.
   */
  listTree(): Promise<readonly Category[]>;
  /** AP-C15. A new category in the tree that was seen: at most 2 items. */
  create(seen: Tree, category: Category): readonly TransactItem[];
  /** AP-C25. A category under another name, parent or status, in the tree that was seen: at most 2 items. */
  change(seen: Tree, category: Category): readonly TransactItem[];
  /**
   * AP-C16. What a new product does to the counts of its categories: at most 10 items; refused where one is not there.
   */
  countNew(product: Product): readonly TransactItem[];
  /** AP-C26. What a change of a product does to the counts of its categories: at most 10 items. */
  count(before: Product, after: Product): readonly TransactItem[];
};

export function createCategories(table: Table): Categories {
  const categoryItem = categoryEntity(table);
  const treeItem = treeEntity(table);

  const readAll = async (consistent: boolean): Promise<readonly Category[]> =>
    (await categoryItem.query.inTree({ tree }).go({ consistent, pages: "all" })).data;

  // Two who change the tree at once could make a cycle together, each seeing none.
  const lock = ({ version }: Tree, made: number): TransactItem =>
    transactItem(
      treeItem,
      (writes) =>
        version === 0
          ? writes.create({ tree, version: 1, made })
          : writes
              .patch({ tree })
              .set({ version: version + 1, made })
              .where((stored, { eq }) => eq(stored.version, version)),
      () => Busy(),
    );

  const add = ({ categoryId, place, assigned, published }: CountChange): TransactItem =>
    transactItem(
      categoryItem,
      (writes) =>
        writes
          .patch({ tree, categoryId })
          .add({ assigned, published })
          .where((stored, { eq }) => eq(stored.status, "active")),
      () =>
        CategoryUnknown(`${categoryId} is no category.`, {
          errors: [{ field: `body.categoryIds.${place}`, reason: `${categoryId} is no category` }],
        }),
    );

  return {
    async getTree() {
      // The version first: what changes between the two reads then fails the lock.
      const { data } = await treeItem.get({ tree }).go({ consistent: true });
      return { version: data?.version ?? 0, made: data?.made ?? 0, categories: await readAll(true) };
    },
    listTree: () => readAll(false),
    create: (seen, category) => [
      lock(seen, seen.made + 1),
      writeVersion(categoryItem, ["tree", "categoryId"], omitUndefined({ tree, ...category })),
    ],
    change: (seen, { categoryId, name, parentId, status, version }) => [
      lock(seen, seen.made),
      transactItem(
        categoryItem,
        (writes) => {
          const patched = writes
            .patch({ tree, categoryId })
            .set({ name, status, version, ...omitUndefined({ parentId }) });
          const placed = parentId === undefined ? patched.remove(["parentId"]) : patched;
          // A product may have come since the tree was seen.
          return status === "archived" ? placed.where((stored, { eq }) => eq(stored.assigned, 0)) : placed;
        },
        () => CategoryNotEmpty(),
      ),
    ],
    countNew: (product) => countChanges(undefined, product).map(add),
    count: (before, after) => countChanges(before, after).map(add),
  };
}
