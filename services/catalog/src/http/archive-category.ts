import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { CategoryNotEmpty, CategoryNotFound, retireCategory } from "../domain/category.ts";
import type { Ports } from "../ports.ts";
import { category } from "./category-schemas.ts";
import { categoryView } from "./category-view.ts";

export const archiveCategory = defineRoute(
  "POST /v1/categories/{categoryId}/archive",
  {
    summary: "Take an empty category out of the tree.",
    rule: "catalog:write",
    answers: { 200: category },
    refusals: [CategoryNotFound, CategoryNotEmpty],
    ifMatch: "required",
  },
  async (request, { categories, write }: Ports) => {
    const tree = await categories.getTree();
    const { state, fact } = retireCategory(tree, request.params.categoryId, request.ifMatch);
    return write(request, fact, categories.change(tree, state), ok(categoryView(state), etag(state.version)));
  },
);
