import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { Busy } from "@millrace/kernel/refusals";
import { commit } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { freshTable } from "../../../../test/support/table.ts";
import { addCategory, CategoryNotEmpty, CategoryUnknown, changeCategory, retireCategory } from "../domain/category.ts";
import { draftProduct } from "../domain/draft.ts";
import { archive, publish, update } from "../domain/product.ts";
import { createCategories } from "./categories.ts";
import { categoryEntity } from "./category.entity.ts";
import { treeEntity } from "./tree.entity.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
function productIn(...categoryIds: string[]) {
  return draftProduct(
    {
      name: "Tee",
      categoryIds,
      variants: [{ sku: "TEE", title: "Tee", options: {}, prices: [{ amount: 1, currency: "EUR" }] }],
    },
    { productId: "prd_01kaq3v8e0m4t6w8y0a2c4e6g8", slug: "tee", at },
  ).state.product;
}

async function forest() {
  const categories = createCategories(await freshTable());
  const grow = async (categoryId: string, parentId?: string) => {
    const tree = await categories.getTree();
    await commit(categories.create(tree, addCategory(tree, { name: categoryId, parentId }, categoryId).state));
  };
  const counts = async () =>
    Object.fromEntries(
      (await categories.getTree()).categories.map(({ categoryId, assigned, published }) => [
        categoryId,
        [assigned, published],
      ]),
    );
  return { categories, grow, counts };
}

function codeOf(code: string) {
  return { declaration: { code } };
}

describe("AP-C13 getTree, AP-C14 listTree, AP-C15 create, AP-C25 change", () => {
  it("keep the tree, its version and how many were ever made", async () => {
    const { categories, grow } = await forest();
    expect(await categories.getTree()).toEqual({ version: 0, made: 0, categories: [] });
    await grow("cat_a");
    await grow("cat_b", "cat_a");
    const tree = await categories.getTree();
    expect(tree).toMatchObject({ version: 2, made: 2, categories: [{ categoryId: "cat_a" }, { parentId: "cat_a" }] });
    await commit(categories.change(tree, changeCategory(tree, "cat_b", { name: "Bee", parentId: null }, 1).state));
    const after = await categories.getTree();
    expect(after).toMatchObject({ version: 3, made: 2 });
    expect(after.categories[1]).toEqual({
      tree: "main",
      categoryId: "cat_b",
      name: "Bee",
      status: "active",
      assigned: 0,
      published: 0,
      version: 2,
    });
    expect(await categories.listTree()).toEqual(after.categories);
  });

  it("let nobody change a tree that is not the one they saw, so that two moves make no cycle", async () => {
    const { categories, grow } = await forest();
    await grow("cat_a");
    await grow("cat_b");
    const seen = await categories.getTree();
    const moves = [
      changeCategory(seen, "cat_a", { parentId: "cat_b" }, 1).state,
      changeCategory(seen, "cat_b", { parentId: "cat_a" }, 1).state,
    ];
    const outcomes = await Promise.allSettled(moves.map((moved) => commit(categories.change(seen, moved))));
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toMatchObject(codeOf(Busy.code));
  });

  it("let one of two who make the first category through", async () => {
    const { categories } = await forest();
    const seen = await categories.getTree();
    const outcomes = await Promise.allSettled(
      ["cat_a", "cat_b"].map((id) => commit(categories.create(seen, addCategory(seen, { name: id }, id).state))),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await categories.getTree()).toMatchObject({ version: 1, made: 1 });
  });
});

describe("AP-C16 countNew, AP-C26 count", () => {
  it("follow a product from draft to archive", async () => {
    const { categories, grow, counts } = await forest();
    await grow("cat_a");
    await grow("cat_b");
    const draft = productIn("cat_a");
    await commit(categories.countNew(draft));
    expect(await counts()).toEqual({ cat_a: [1, 0], cat_b: [0, 0] });
    const active = publish(draft, 1, at).state;
    await commit(categories.count(draft, active));
    expect(await counts()).toEqual({ cat_a: [1, 1], cat_b: [0, 0] });
    const moved = update(active, { categoryIds: ["cat_b"] }, 2).state;
    await commit(categories.count(active, moved));
    expect(await counts()).toEqual({ cat_a: [0, 0], cat_b: [1, 1] });
    await commit(categories.count(moved, archive(moved, 3, at).state));
    expect(await counts()).toEqual({ cat_a: [0, 0], cat_b: [0, 0] });
  });

  it("write nothing when nothing changes", async () => {
    const { categories } = await forest();
    const draft = productIn("cat_a");
    expect(categories.count(draft, update(draft, { name: "Shirt" }, 1).state)).toEqual([]);
    expect(categories.count(draft, update(draft, { categoryIds: ["cat_a"] }, 1).state)).toEqual([]);
  });

  it("refuse a category that is not there, or no longer", async () => {
    const { categories, grow } = await forest();
    await expect(commit(categories.countNew(productIn("cat_a")))).rejects.toMatchObject({
      ...codeOf(CategoryUnknown.code),
      details: { errors: [{ field: "body.categoryIds.0", reason: "cat_a is no category" }] },
    });
    await grow("cat_a");
    const tree = await categories.getTree();
    await commit(categories.change(tree, retireCategory(tree, "cat_a", 1).state));
    await expect(commit(categories.countNew(productIn("cat_a")))).rejects.toMatchObject(codeOf(CategoryUnknown.code));
  });

  it("keep a category from going that a product has come into since", async () => {
    const { categories, grow } = await forest();
    await grow("cat_a");
    const tree = await categories.getTree();
    await commit(categories.countNew(productIn("cat_a")));
    const gone = retireCategory(tree, "cat_a", 1).state;
    await expect(commit(categories.change(tree, gone))).rejects.toMatchObject(codeOf(CategoryNotEmpty.code));
  });

  it("lose nothing when many count at once", async () => {
    const { categories, grow, counts } = await forest();
    await grow("cat_a");
    await Promise.all(Array.from({ length: 20 }, () => commit(categories.countNew(productIn("cat_a")))));
    expect(await counts()).toEqual({ cat_a: [20, 0] });
  });
});

describe("categories' keys", () => {
  it("stay as they are", async () => {
    const table = await freshTable();
    const category = addCategory({ version: 0, made: 0, categories: [] }, { name: "A" }, "cat_a").state;
    const { Item: one } = categoryEntity(table)
      .create({ tree: "main", ...omitUndefined(category) })
      .params<{ Item: Record<string, unknown> }>();
    const { Item: all } = treeEntity(table)
      .create({ tree: "main", version: 1, made: 1 })
      .params<{ Item: Record<string, unknown> }>();
    expect([one["pk"], one["sk"]]).toEqual(["$catalog#tree_main", "$category_1#categoryId_cat_a"]);
    expect([all["pk"], all["sk"]]).toEqual(["$catalog#tree_main", "$tree_1"]);
  });
});
