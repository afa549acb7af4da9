import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { CategoryCycle, CategoryNotFound, CategoryUnknown, changeCategory, TreeFull } from "../domain/category.ts";
import type { Ports } from "../ports.ts";
import { category, categoryChange } from "./category-schemas.ts";
import { categoryView } from "./category-view.ts";

export const updateCategory = defineRoute(
  "PATCH /v1/categories/{categoryId}",
  {
    summary: "Rename a category, or move it with all that is in it.",
    rule: "catalog:write",
    body: categoryChange,
    answers: { 200: category },
    refusals: [CategoryNotFound, CategoryUnknown, CategoryCycle, TreeFull],
    ifMatch: "required",
  },
  async (request, { categories, write }: Ports) => {
    const tree = await categories.getTree();
    const { state, fact } = changeCategory(tree, request.params.categoryId, request.body, request.ifMatch);
    return write(request, fact, categories.change(tree, state), ok(categoryView(state), etag(state.version)));
  },
);
