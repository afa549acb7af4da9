import { defineRoute, ok } from "@millrace/contracts/define-route";
import { cacheable } from "@millrace/lambda/cacheable";
import { flatten } from "../domain/category.ts";
import type { Ports } from "../ports.ts";
import { categoryTree } from "./category-schemas.ts";
import { placedView } from "./category-view.ts";

/** One query of the tree's partition: the whole of at most 500 categories, so there are no pages. */
export const listCategories = defineRoute(
  "GET /v1/categories",
  {
    summary: "List the whole tree of categories, with how many published products each holds.",
    rule: "public",
    answers: { 200: categoryTree },
  },
  async (_request, { categories }: Ports) => {
    const placed = flatten({ categories: await categories.listTree() });
    return cacheable(ok({ items: placed.map(placedView) }));
  },
);
