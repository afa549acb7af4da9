import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { CategoryCycle, CategoryNotFound, CategoryUnknown, changeCategory, TreeFull } from "../domain/category.ts";
import type { Ports } from "../ports.ts";
import { category, categoryChange, categoryParams } from "./category-schemas.ts";
import { categoryView } from "./category-view.ts";

export const updateCategory = defineRoute(
  {
    method: "PATCH",
    path: "/v1/categories/{categoryId}",
    summary: "Rename a category, or move it with all that is in it.",
    rule: "catalog:write",
    params: categoryParams,
    body: categoryChange,
    answers: { 200: category },
    refusals: [CategoryNotFound, CategoryUnknown, CategoryCycle, TreeFull],
    idempotency: "optional",
    ifMatch: "required",
  },
  ({ categories, write }: Ports) =>
    async (request) => {
      const tree = await categories.getTree();
      const { state, fact } = changeCategory(tree, request.params.categoryId, request.body, request.ifMatch);
      return write(request, fact, categories.change(tree, state), ok(categoryView(state), etag(state.version)));
    },
);
