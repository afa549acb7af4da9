import type { Fact } from "@millrace/contracts/define-event";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import type { Table } from "@millrace/table/table";
import { categoryEntity } from "../../../services/catalog/src/data/category.entity.ts";
import { addCategory, type Category, maxTree, type Tree } from "../../../services/catalog/src/domain/category.ts";
import { countsOf } from "../../../services/catalog/src/domain/counts.ts";
import type { Product } from "../../../services/catalog/src/domain/product.ts";
import { chanceOf, seededId } from "./chance.ts";
import { type Item, itemOf, seededFacts } from "./items.ts";
import type { Plan } from "./plan.ts";
import { minutesAfter, openedAt } from "./times.ts";
import { adjectives, departments } from "./words.ts";

/** So many are inside each. 500, as many as a tree holds, are then three deep. */
const children = departments.length;
export const mostCategories = maxTree;

function createdAt(number: number): Date {
  return minutesAfter(openedAt, number / 60);
}

/** Categories as they were made, and the facts that tell it. */
export type MadeCategories = { readonly categories: readonly Category[]; readonly facts: readonly Fact[] };

/** Departments, and in each further ones. */
export function makeCategories({ seed, categories: count }: Plan): MadeCategories {
  const chance = chanceOf(seed, "categories");
  const tree: { version: number; made: number; categories: Category[] } = { version: 0, made: 0, categories: [] };
  const facts: Fact[] = [];
  for (let number = 0; number < count; number += 1) {
    const parent = tree.categories[Math.floor(number / children) - 1];
    const department = departments[number % children] ?? "";
    const name = parent === undefined ? department : `${chance.pick(adjectives)} ${department}`;
    const id = seededId(seed, "category", number, createdAt(number));
    const { state, fact } = addCategory(tree, { name, parentId: parent?.categoryId }, id);
    tree.categories.push(state);
    facts.push(fact);
  }
  return { categories: tree.categories, facts };
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
  { categories, facts }: MadeCategories,
  counts: CategoryCounts,
): Generator<Item> {
  const entity = categoryEntity(table);
  const tell = seededFacts(table, plan);
  for (const category of categories) {
    yield itemOf(entity.create({ tree: "main", ...omitUndefined(category), ...counts.of(category.categoryId) }));
  }
  for (const [number, fact] of facts.entries()) yield* tell(fact, createdAt(number));
}

/** The tree's own numbers once the seed's categories are beside those that are there already. */
export function treeWith(known: Tree, categories: readonly Category[]): Omit<Tree, "categories"> {
  const all = new Set([...known.categories, ...categories].map(({ categoryId }) => categoryId));
  return { version: Math.max(known.version, all.size), made: Math.max(known.made, all.size) };
}
