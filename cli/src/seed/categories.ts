import { CategoryCreated } from "@millrace/contracts/catalog";
import { maxTree } from "@millrace/contracts/catalog-api";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import type { Table } from "@millrace/table/table";
import { categoryEntity } from "../../../services/catalog/src/data/category.entity.ts";
import { type Category, createCategory, factOf, type Tree } from "../../../services/catalog/src/domain/category.ts";
import { countsOf } from "../../../services/catalog/src/domain/counts.ts";
import type { Product } from "../../../services/catalog/src/domain/product.ts";
import { chanceOf, seededId } from "./chance.ts";
import { type Item, itemOf, seededJournal } from "./items.ts";
import type { Plan } from "./plan.ts";
import { minutesAfter, openedAt } from "./times.ts";
import { adjectives, departments } from "./words.ts";

/** So many are inside each. 500, as many as a tree holds, are then three deep. */
const children = departments.length;
export const mostCategories = maxTree;

function createdAt(number: number): Date {
  return minutesAfter(openedAt, number / 60);
}

/** Departments, and in each further ones. */
export function makeCategories({ seed, categories: count }: Plan): readonly Category[] {
  const chance = chanceOf(seed, "categories");
  const tree: { version: number; made: number; categories: Category[] } = { version: 0, made: 0, categories: [] };
  for (let number = 0; number < count; number += 1) {
    const parent = tree.categories[Math.floor(number / children) - 1];
    const department = departments[number % children] ?? "";
    const name = parent === undefined ? department : `${chance.pick(adjectives)} ${department}`;
    const id = seededId(seed, "category", number, createdAt(number));
    tree.categories.push(createCategory(tree, omitUndefined({ name, parentId: parent?.categoryId }), id));
  }
  return tree.categories;
}

/** What products do to the counts of their categories. */
export function createCounts() {
  const counts = new Map<string, { assigned: number; published: number }>();
  return {
    add(product: Product): void {
      const { assigned, published } = countsOf(product);
      for (const categoryId of product.categoryIds) {
        const known = counts.get(categoryId) ?? { assigned: 0, published: 0 };
        counts.set(categoryId, { assigned: known.assigned + assigned, published: known.published + published });
      }
    },
    of: (categoryId: string) => counts.get(categoryId) ?? { assigned: 0, published: 0 },
  };
}
export type CategoryCounts = ReturnType<typeof createCounts>;

/** Categories with what is in them, and their journals. */
export function* categoryItems(
  table: Table,
  plan: Plan,
  categories: readonly Category[],
  counts: CategoryCounts,
): Generator<Item> {
  const entity = categoryEntity(table);
  const tell = seededJournal("catalog", "categoryId", table, plan);
  for (const [number, category] of categories.entries()) {
    const { categoryId: aggregateId, version: sequence } = category;
    yield itemOf(entity.create({ tree: "main", ...omitUndefined(category), ...counts.of(aggregateId) }));
    yield* tell({ aggregateId, sequence, event: CategoryCreated, data: factOf(category), at: createdAt(number) });
  }
}

/** The tree's own numbers once the seed's categories are beside those that are there already. */
export function treeWith(known: Tree, categories: readonly Category[]): Omit<Tree, "categories"> {
  const all = new Set([...known.categories, ...categories].map(({ categoryId }) => categoryId));
  return { version: Math.max(known.version, all.size), made: Math.max(known.made, all.size) };
}
