import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { addCategory, CategoryUnknown, TreeFull } from "../domain/category.ts";
import type { Ports } from "../ports.ts";
import { category, categoryDraft } from "./category-schemas.ts";
import { categoryView } from "./category-view.ts";

export const createCategory = defineRoute(
  "POST /v1/categories",
  {
    summary: "Create a category, at the top or inside another.",
    rule: "catalog:write",
    body: categoryDraft,
    answers: { 201: category },
    refusals: [CategoryUnknown, TreeFull],
  },
  async (request, { categories, write, newId }: Ports) => {
    const tree = await categories.getTree();
    const { state, fact } = addCategory(tree, request.body, newId("category"));
    const location = `/v1/categories/${state.categoryId}/products`;
    const answer = created(categoryView(state), location, etag(state.version));
    return write(request, fact, categories.create(tree, state), answer);
  },
);
