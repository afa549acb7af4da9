import { CategoryCreated, CategoryUpdated, type categoryStatuses } from "@millrace/contracts/catalog";
import { type Decision, fact } from "@millrace/contracts/define-event";
import { defineRefusal } from "@millrace/kernel/errors";
import { omitUndefined, type Some } from "@millrace/kernel/omit-undefined";
import { found, requireVersion } from "@millrace/kernel/preconditions";

/** The deepest place in the tree, the top being 1, and the categories of a shop at one time. */
export const maxDepth = 5;
export const maxTree = 500;

/** A place in the shop's tree. */
export type Category = {
  readonly categoryId: string;
  readonly name: string;
  /** Absent at the top. */
  readonly parentId?: string | undefined;
  readonly status: (typeof categoryStatuses)[number];
  /** Products that name it and are not archived. */
  readonly assigned: number;
  /** Those of them that are published. */
  readonly published: number;
  /** The sequence of its last journal entry. */
  readonly version: number;
};

/** Every category of the shop, and how often the tree was changed: whoever changes it must have seen all of it. */
export type Tree = { readonly version: number; readonly made: number; readonly categories: readonly Category[] };

/**
 * The categories a shop may ever have made. Archived ones stay in the tree's partition, and this keeps reading it to one
 * query of at most 1 MB.
 */
const maxMade = 2_000;

export const CategoryNotFound = defineRefusal("not_found", "catalog.category_not_found", "There is no such category.");
export const TreeFull = defineRefusal(
  "conflict",
  "catalog.tree_full",
  `A shop has at most ${maxTree} categories, at most ${maxDepth} deep.`,
);
export const CategoryCycle = defineRefusal("conflict", "catalog.category_cycle", "A category cannot be inside itself.");
export const CategoryNotEmpty = defineRefusal(
  "conflict",
  "catalog.category_not_empty",
  "The category holds products or other categories.",
);
/** A parent, or a category to put a product into, that is not there: the request names it in its body. */
export const CategoryUnknown = defineRefusal("conflict", "catalog.category_unknown", "A named category is not there.");

type Categories = Pick<Tree, "categories">;

function living({ categories }: Categories): readonly Category[] {
  return categories.filter(({ status }) => status === "active");
}

function childrenOf(tree: Categories, parentId: string | undefined): readonly Category[] {
  return living(tree).filter((category) => category.parentId === parentId);
}

function parentUnknown(parentId: string) {
  return CategoryUnknown(`${parentId} is no category.`, {
    errors: [{ field: "body.parentId", reason: `${parentId} is no category` }],
  });
}

/** A category and what it is in, up to the top. */
function pathTo(tree: Tree, categoryId: string | undefined): readonly string[] {
  if (categoryId === undefined) return [];
  const category = living(tree).find((each) => each.categoryId === categoryId);
  if (category === undefined) throw parentUnknown(categoryId);
  return [categoryId, ...pathTo(tree, category.parentId)];
}

/** How many levels a category takes, itself included. */
function heightOf(tree: Tree, categoryId: string): number {
  return 1 + Math.max(0, ...childrenOf(tree, categoryId).map((child) => heightOf(tree, child.categoryId)));
}

/** What every fact says of a category. */
function factOf({ categoryId, name, parentId, status }: Category) {
  return { categoryId, name, ...omitUndefined({ parentId }), status };
}

function updated(state: Category): Decision<Category, typeof CategoryUpdated> {
  return { state, fact: fact(CategoryUpdated, state.categoryId, state.version, factOf(state)) };
}

/** A new category's name, and what it is in; at the top when absent. */
export type CategoryDraft = { readonly name: string; readonly parentId?: string | undefined };

/**
 * A new category in the tree. Refuses (`TreeFull`) one too many or too deep, and (`CategoryUnknown`) a parent that is not
 * there.
 */
export function addCategory(
  tree: Tree,
  { name, parentId }: CategoryDraft,
  categoryId: string,
): Decision<Category, typeof CategoryCreated> {
  if (living(tree).length >= maxTree) throw TreeFull(`A shop has at most ${maxTree} categories.`);
  if (tree.made >= maxMade) throw TreeFull(`A shop makes at most ${maxMade} categories in its life.`);
  if (pathTo(tree, parentId).length >= maxDepth) throw TreeFull(`Categories are at most ${maxDepth} deep.`);
  const named = { categoryId, name, ...omitUndefined({ parentId }), status: "active" as const };
  const state = { ...named, assigned: 0, published: 0, version: 1 };
  return { state, fact: fact(CategoryCreated, categoryId, state.version, factOf(state)) };
}

/** The category at its next version. */
function changing(tree: Tree, categoryId: string, seen: number): Category {
  const category = found(
    living(tree).find((each) => each.categoryId === categoryId),
    CategoryNotFound,
  );
  requireVersion("the category", category.version, seen);
  return { ...category, version: category.version + 1 };
}

/** Another name, or another parent; `null` moves a category to the top. */
export type CategoryChange = Some<{ readonly name: string; readonly parentId: string | null }>;

/**
 * A category under another name, or inside another one with all that is in it. Refuses (`CategoryNotFound`) what is not
 * there, (`VersionMismatch`) a writer who has seen another version, (`CategoryUnknown`) a parent that is not there,
 * (`CategoryCycle`) one that is inside the category, and (`TreeFull`) one that is too deep.
 */
export function changeCategory(
  tree: Tree,
  categoryId: string,
  { name, parentId }: CategoryChange,
  seen: number,
): Decision<Category, typeof CategoryUpdated> {
  const { parentId: former, ...category } = changing(tree, categoryId, seen);
  const parent = parentId === null ? undefined : (parentId ?? former);
  const path = pathTo(tree, parent);
  if (path.includes(categoryId)) throw CategoryCycle();
  if (path.length + heightOf(tree, categoryId) > maxDepth) throw TreeFull(`Categories are at most ${maxDepth} deep.`);
  return updated({ ...category, ...omitUndefined({ parentId: parent }), name: name ?? category.name });
}

/**
 * A category that is no longer there. Refuses (`CategoryNotFound`) what is gone already, (`VersionMismatch`) a writer who
 * has seen another version, and (`CategoryNotEmpty`) one that holds anything.
 */
export function retireCategory(
  tree: Tree,
  categoryId: string,
  seen: number,
): Decision<Category, typeof CategoryUpdated> {
  const category = changing(tree, categoryId, seen);
  if (category.assigned > 0 || childrenOf(tree, categoryId).length > 0) throw CategoryNotEmpty();
  return updated({ ...category, status: "archived" });
}

/** A category with how deep it is, and the published products in it and below it, one in two of them counted twice. */
export type PlacedCategory = Category & { readonly depth: number; readonly publishedBelow: number };

/** Sisters of one name stay in the order in which they were made: ids sort by time. */
function placeOf({ name, categoryId }: Category): string {
  return `${name}\n${categoryId}`;
}
function byCodePoints(one: string, other: string): number {
  return one < other ? -1 : 1;
}

/** The tree as a list: each category before those in it, sisters by name, products summed from below. */
export function flatten(tree: Categories, parentId?: string, depth = 1): readonly PlacedCategory[] {
  return childrenOf(tree, parentId)
    .toSorted((one, other) => byCodePoints(placeOf(one), placeOf(other)))
    .flatMap((category) => {
      const below = flatten(tree, category.categoryId, depth + 1);
      const children = below.filter((each) => each.depth === depth + 1);
      const publishedBelow = children.reduce((total, child) => total + child.publishedBelow, category.published);
      return [{ ...category, depth, publishedBelow }, ...below];
    });
}
