import { CategoryUpdated } from "@millrace/contracts/catalog";
import { categoryView } from "@millrace/contracts/catalog-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import { VersionMismatch } from "@millrace/kernel/refusals";
import * as z from "zod";
import { archiveCategory as archive, CategoryNotEmpty, CategoryNotFound, factOf, viewOf } from "../domain/category.ts";
import type { Ports } from "../env.ts";

export const archiveCategory = defineRoute(
  {
    method: "POST",
    path: "/v1/categories/{categoryId}/archive",
    summary: "Take an empty category out of the tree.",
    rule: "catalog:write",
    params: z.strictObject({ categoryId: id("category") }),
    answers: { 200: categoryView },
    refusals: [CategoryNotFound, CategoryNotEmpty, VersionMismatch],
    idempotency: "optional",
    ifMatch: "required",
  },
  ({ categories, categoryJournal, idempotency, now }: Ports) =>
    async ({ params, ifMatch, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const tree = await categories.getTree();
      const category = archive(tree, params.categoryId, ifMatch);
      const { categoryId, version } = category;
      return idempotency.commit({
        once,
        answer: ok(viewOf(category), etag(version)),
        parts: [
          ...categories.change(tree, category),
          categoryJournal.append({
            aggregateId: categoryId,
            sequence: version,
            event: CategoryUpdated,
            data: factOf(category),
            at: now(),
            origin,
          }),
        ],
      });
    },
);
