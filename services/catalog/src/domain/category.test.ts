import type { Refusal } from "@millrace/kernel/errors";
import { VersionMismatch } from "@millrace/kernel/refusals";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  archiveCategory,
  type Category,
  CategoryCycle,
  CategoryNotEmpty,
  CategoryNotFound,
  CategoryUnknown,
  createCategory,
  flatten,
  type Tree,
  TreeFull,
  updateCategory,
} from "./category.ts";

function category(categoryId: string, parentId?: string, fields: Partial<Category> = {}): Category {
  return {
    categoryId,
    name: categoryId,
    ...(parentId === undefined ? {} : { parentId }),
    status: "active",
    assigned: 0,
    published: 0,
    version: 1,
    ...fields,
  };
}

function treeOf(...categories: readonly Category[]): Tree {
  return { version: 1, made: categories.length, categories };
}

/** a > b > c > d > e, and x beside a with y in it. */
const tree = treeOf(
  category("a"),
  category("b", "a"),
  category("c", "b"),
  category("d", "c"),
  category("e", "d"),
  category("x"),
  category("y", "x"),
  category("gone", "x", { status: "archived" }),
);

function codeOf(decide: () => unknown): string | undefined {
  try {
    decide();
  } catch (error) {
    return (error as Refusal).declaration.code;
  }
  return undefined;
}

describe("createCategory", () => {
  it("puts it at the top, or inside another", () => {
    expect(createCategory(tree, { name: "New" }, "n")).toEqual({ ...category("n"), name: "New" });
    expect(createCategory(tree, { name: "New", parentId: "d" }, "n")).toMatchObject({ parentId: "d" });
  });

  it.each([
    ["a sixth level", "e", TreeFull],
    ["an unknown parent", "nobody", CategoryUnknown],
    ["an archived parent", "gone", CategoryUnknown],
  ])("refuses %s", (_, parentId, refused) => {
    expect(codeOf(() => createCategory(tree, { name: "New", parentId }, "n"))).toBe(refused.code);
  });

  it("makes no more than 500 at one time, and 2,000 ever", () => {
    const many = (count: number, status: Category["status"]) =>
      Array.from({ length: count }, (_, index) => category(`${status}-${index}`, undefined, { status }));
    const codeWith = (...categories: readonly Category[]) =>
      codeOf(() => createCategory(treeOf(...categories), { name: "New" }, "n"));
    expect(codeWith(...many(499, "active"), ...many(1500, "archived"))).toBeUndefined();
    expect(codeWith(...many(500, "active"))).toBe(TreeFull.code);
    expect(codeWith(...many(2000, "archived"))).toBe(TreeFull.code);
  });
});

describe("updateCategory", () => {
  it("renames, and stays where it is", () => {
    expect(updateCategory(tree, "b", { name: "Bee" }, 1)).toEqual({ ...category("b", "a"), name: "Bee", version: 2 });
  });

  it("moves a category with all that is in it, as deep as five levels", () => {
    expect(updateCategory(tree, "x", { parentId: "c" }, 1)).toMatchObject({ parentId: "c", name: "x" });
    expect(codeOf(() => updateCategory(tree, "x", { parentId: "d" }, 1))).toBe(TreeFull.code);
    expect(updateCategory(tree, "b", { parentId: null }, 1)).not.toHaveProperty("parentId");
  });

  it.each(["a", "b", "e"])("puts no category inside itself: a into %s", (parentId) => {
    expect(codeOf(() => updateCategory(tree, "a", { parentId }, 1))).toBe(CategoryCycle.code);
  });

  it("needs a known category, a known parent and the version", () => {
    expect(codeOf(() => updateCategory(tree, "nobody", { name: "N" }, 1))).toBe(CategoryNotFound.code);
    expect(codeOf(() => updateCategory(tree, "gone", { name: "N" }, 1))).toBe(CategoryNotFound.code);
    expect(codeOf(() => updateCategory(tree, "y", { parentId: "gone" }, 1))).toBe(CategoryUnknown.code);
    expect(codeOf(() => updateCategory(tree, "y", { name: "N" }, 2))).toBe(VersionMismatch.code);
  });
});

describe("any changes of the tree", () => {
  const names = ["1", "2", "3", "4", "5", "6", "7", "8"];
  const change = fc.record({ child: fc.constantFrom(...names), parent: fc.option(fc.constantFrom(...names)) });

  it("leave a tree: everything is found from the top, at most five deep", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        let grown = treeOf();
        for (const { child, parent } of changes) {
          const known = grown.categories.find(({ categoryId }) => categoryId === child);
          let next: Category | undefined;
          const refused = codeOf(() => {
            next = known
              ? updateCategory(grown, child, { parentId: parent }, known.version)
              : createCategory(grown, { name: child, ...(parent === null ? {} : { parentId: parent }) }, child);
          });
          expect([undefined, TreeFull.code, CategoryCycle.code, CategoryUnknown.code]).toContain(refused);
          if (next === undefined) continue;
          grown = treeOf(...grown.categories.filter((other) => other !== known), next);
          const shown = flatten(grown);
          expect(shown.map(({ categoryId }) => categoryId).toSorted()).toEqual(
            grown.categories.map(({ categoryId }) => categoryId).toSorted(),
          );
          expect(Math.max(...shown.map(({ depth }) => depth))).toBeLessThanOrEqual(5);
        }
      }),
    );
  });
});

describe("archiveCategory", () => {
  it("takes only an empty category out of the tree", () => {
    expect(archiveCategory(tree, "e", 1)).toEqual({ ...category("e", "d"), status: "archived", version: 2 });
    expect(codeOf(() => archiveCategory(tree, "d", 1))).toBe(CategoryNotEmpty.code);
    const holding = treeOf(category("a", undefined, { assigned: 1 }));
    expect(codeOf(() => archiveCategory(holding, "a", 1))).toBe(CategoryNotEmpty.code);
    expect(codeOf(() => archiveCategory(tree, "e", 2))).toBe(VersionMismatch.code);
    expect(codeOf(() => archiveCategory(tree, "gone", 1))).toBe(CategoryNotFound.code);
  });

  it("looks at living sisters only", () => {
    const left = treeOf(category("x"), category("gone", "x", { status: "archived" }));
    expect(archiveCategory(left, "x", 1)).toMatchObject({ status: "archived" });
  });
});

describe("flatten", () => {
  it("keeps sisters of one name in the order in which they were made", () => {
    const twins = treeOf(category("2", undefined, { name: "A" }), category("1", undefined, { name: "A" }));
    expect(flatten(twins).map(({ categoryId }) => categoryId)).toEqual(["1", "2"]);
  });

  it("shows each category before those in it, sisters by name, with sums from below", () => {
    const counted = treeOf(
      category("b", "a", { published: 2 }),
      category("a", undefined, { published: 1 }),
      category("d", "c", { published: 8 }),
      category("c", "a", { published: 4 }),
      category("z", "a", { status: "archived" }),
      category("0"),
    );
    expect(
      flatten(counted).map(({ name, depth, products, productsBelow }) => [name, depth, products, productsBelow]),
    ).toEqual([
      ["0", 1, 0, 0],
      ["a", 1, 1, 15],
      ["b", 2, 2, 2],
      ["c", 2, 4, 12],
      ["d", 3, 8, 8],
    ]);
  });
});
