import { CategoryCreated, CategoryUpdated } from "@millrace/contracts/catalog";
import { fact } from "@millrace/contracts/define-event";
import { VersionMismatch } from "@millrace/kernel/refusals";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeOf } from "../../../../test/support/refused.ts";
import {
  addCategory,
  type Category,
  CategoryCycle,
  CategoryNotEmpty,
  CategoryNotFound,
  CategoryUnknown,
  changeCategory,
  flatten,
  retireCategory,
  type Tree,
  TreeFull,
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

describe("addCategory", () => {
  it("given a tree, puts a category at its top and tells that it was created", () => {
    expect(addCategory(tree, { name: "New" }, "n")).toEqual({
      state: { ...category("n"), name: "New" },
      fact: fact(CategoryCreated, "n", 1, { categoryId: "n", name: "New", status: "active" }),
    });
  });

  it("given four levels, puts a category into the deepest and tells its parent", () => {
    expect(addCategory(tree, { name: "New", parentId: "d" }, "n")).toMatchObject({
      state: { parentId: "d" },
      fact: { sequence: 1, data: { parentId: "d" } },
    });
  });

  it.each([
    ["five levels, refuses a sixth", "e", TreeFull],
    ["an unknown parent, refuses", "nobody", CategoryUnknown],
    ["an archived parent, refuses", "gone", CategoryUnknown],
  ])("given %s", (_, parentId, refused) => {
    expect(codeOf(() => addCategory(tree, { name: "New", parentId }, "n"))).toBe(refused.code);
  });

  it("given 500 at one time, or 2,000 that ever were, makes no more", () => {
    const many = (count: number, status: Category["status"]) =>
      Array.from({ length: count }, (_, index) => category(`${status}-${index}`, undefined, { status }));
    const codeWith = (...categories: readonly Category[]) =>
      codeOf(() => addCategory(treeOf(...categories), { name: "New" }, "n"));
    expect(codeWith(...many(499, "active"), ...many(1500, "archived"))).toBeUndefined();
    expect(codeWith(...many(500, "active"))).toBe(TreeFull.code);
    expect(codeWith(...many(2000, "archived"))).toBe(TreeFull.code);
  });
});

describe("changeCategory", () => {
  it("given a category, renames it where it is and tells it as its next fact", () => {
    expect(changeCategory(tree, "b", { name: "Bee" }, 1)).toEqual({
      state: { ...category("b", "a"), name: "Bee", version: 2 },
      fact: fact(CategoryUpdated, "b", 2, { categoryId: "b", name: "Bee", parentId: "a", status: "active" }),
    });
  });

  it("given a category with others in it, moves it with them, as deep as five levels", () => {
    expect(changeCategory(tree, "x", { parentId: "c" }, 1)).toMatchObject({
      state: { parentId: "c", name: "x" },
      fact: { data: { parentId: "c", name: "x" } },
    });
    expect(codeOf(() => changeCategory(tree, "x", { parentId: "d" }, 1))).toBe(TreeFull.code);
  });

  it("given null for a parent, moves it to the top and tells none", () => {
    const { state, fact: told } = changeCategory(tree, "b", { parentId: null }, 1);
    expect(state).not.toHaveProperty("parentId");
    expect(told.data).not.toHaveProperty("parentId");
  });

  it.each(["a", "b", "e"])(
    "given what is inside a category, never puts the category into it: a into %s",
    (parentId) => {
      expect(codeOf(() => changeCategory(tree, "a", { parentId }, 1))).toBe(CategoryCycle.code);
    },
  );

  it("given an unknown category, an unknown parent or another version, refuses", () => {
    expect(codeOf(() => changeCategory(tree, "nobody", { name: "N" }, 1))).toBe(CategoryNotFound.code);
    expect(codeOf(() => changeCategory(tree, "gone", { name: "N" }, 1))).toBe(CategoryNotFound.code);
    expect(codeOf(() => changeCategory(tree, "y", { parentId: "gone" }, 1))).toBe(CategoryUnknown.code);
    expect(codeOf(() => changeCategory(tree, "y", { name: "N" }, 2))).toBe(VersionMismatch.code);
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
              ? changeCategory(grown, child, { parentId: parent }, known.version).state
              : addCategory(grown, { name: child, ...(parent === null ? {} : { parentId: parent }) }, child).state;
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

describe("retireCategory", () => {
  it("given an empty category, takes it out of the tree and tells that it is archived", () => {
    expect(retireCategory(tree, "e", 1)).toEqual({
      state: { ...category("e", "d"), status: "archived", version: 2 },
      fact: fact(CategoryUpdated, "e", 2, { categoryId: "e", name: "e", parentId: "d", status: "archived" }),
    });
  });

  it("given one that holds something, another version or one that is gone, refuses", () => {
    expect(codeOf(() => retireCategory(tree, "d", 1))).toBe(CategoryNotEmpty.code);
    const holding = treeOf(category("a", undefined, { assigned: 1 }));
    expect(codeOf(() => retireCategory(holding, "a", 1))).toBe(CategoryNotEmpty.code);
    expect(codeOf(() => retireCategory(tree, "e", 2))).toBe(VersionMismatch.code);
    expect(codeOf(() => retireCategory(tree, "gone", 1))).toBe(CategoryNotFound.code);
  });

  it("given only archived ones in it, takes it out", () => {
    const left = treeOf(category("x"), category("gone", "x", { status: "archived" }));
    expect(retireCategory(left, "x", 1)).toMatchObject({ state: { status: "archived" } });
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
      flatten(counted).map(({ name, depth, published, publishedBelow }) => [name, depth, published, publishedBelow]),
    ).toEqual([
      ["0", 1, 0, 0],
      ["a", 1, 1, 15],
      ["b", 2, 2, 2],
      ["c", 2, 4, 12],
      ["d", 3, 8, 8],
    ]);
  });
});
