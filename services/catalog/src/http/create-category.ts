import { CategoryCreated } from "@millrace/contracts/catalog";
import { categoryDraft, categoryView } from "@millrace/contracts/catalog-api";
import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { CategoryUnknown, createCategory as create, factOf, TreeFull, viewOf } from "../domain/category.ts";
import type { Ports } from "../env.ts";

export const createCategory = defineRoute(
  {
    method: "POST",
    path: "/v1/categories",
    summary: "Create a category, at the top or inside another.",
    rule: "catalog:write",
    body: categoryDraft,
    answers: { 201: categoryView },
    refusals: [CategoryUnknown, TreeFull],
    idempotency: "optional",
  },
  ({ categories, categoryJournal, idempotency, now, newId }: Ports) =>
    async ({ body, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const tree = await categories.getTree();
      const category = create(tree, body, newId("category"));
      const { categoryId, version } = category;
      return idempotency.commit({
        once,
        answer: created(viewOf(category), `/v1/categories/${categoryId}/products`, etag(version)),
        parts: [
          ...categories.create(tree, category),
          categoryJournal.append({
            aggregateId: categoryId,
            sequence: version,
            event: CategoryCreated,
            data: factOf(category),
            at: now(),
            origin,
          }),
        ],
      });
    },
);
