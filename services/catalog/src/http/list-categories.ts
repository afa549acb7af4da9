import { categoryTree } from "@millrace/contracts/catalog-api";
import { defineRoute } from "@millrace/contracts/define-route";
import { flatten } from "../domain/category.ts";
import type { Ports } from "../env.ts";
import { keptList } from "./kept-list.ts";

/** One query of the tree's partition: the whole of at most 500 categories, so there are no pages. */
export const listCategories = defineRoute(
  {
    method: "GET",
    path: "/v1/categories",
    summary: "List the whole tree of categories, with how many published products each holds.",
    rule: "public",
    answers: { 200: categoryTree },
  },
  ({ categories }: Ports) =>
    async () =>
      keptList({ items: flatten({ categories: await categories.listTree() }) }),
);
