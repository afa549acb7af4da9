import { CategoryUpdated } from "@millrace/contracts/catalog";
import { categoryChange, categoryView } from "@millrace/contracts/catalog-api";
import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import { VersionMismatch } from "@millrace/kernel/refusals";
import * as z from "zod";
import {
  CategoryCycle,
  CategoryNotFound,
  CategoryUnknown,
  factOf,
  TreeFull,
  updateCategory as update,
  viewOf,
} from "../domain/category.ts";
import type { Ports } from "../env.ts";

export const updateCategory = defineRoute(
  {
    method: "PATCH",
    path: "/v1/categories/{categoryId}",
    summary: "Rename a category, or move it with all that is in it.",
    rule: "catalog:write",
    params: z.strictObject({ categoryId: id("category") }),
    body: categoryChange,
    answers: { 200: categoryView },
    refusals: [CategoryNotFound, CategoryUnknown, CategoryCycle, TreeFull, VersionMismatch],
    idempotency: "optional",
    ifMatch: "required",
  },
  ({ categories, categoryJournal, idempotency, now }: Ports) =>
    async ({ params, body, ifMatch, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const tree = await categories.getTree();
      const category = update(tree, params.categoryId, body, ifMatch);
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
