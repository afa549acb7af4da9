import { exportPage, exportQuery } from "@millrace/contracts/catalog-import-api";
import { defineRoute, ok } from "@millrace/contracts/define-route";
import { actorOf } from "@millrace/kernel/caller";
import { CursorInvalid } from "@millrace/kernel/refusals";
import { exportedRows } from "../domain/exported.ts";
import type { Ports } from "../env.ts";

/** Walks along the index by status; importing what it gives changes nothing. */
export const exportProducts = defineRoute(
  {
    method: "GET",
    path: "/v1/products/export",
    summary: "Read products as the rows that an import takes, one page of products at a time.",
    rule: "catalog:read",
    query: exportQuery,
    answers: { 200: exportPage },
    refusals: [CursorInvalid],
  },
  ({ products, imports, cursors }: Ports) =>
    async ({ query, caller }) => {
      const list = ["export", query.status, actorOf(caller)];
      const from = await cursors.open(list, query.cursor);
      const { items, position } = await products.listProducts(query.status, query.limit, from);
      const bySku = await imports.readVariants(items);
      const rows = items.flatMap((product) =>
        exportedRows(
          product,
          product.skus.map((sku) => bySku.get(sku)).filter((variant) => variant !== undefined),
        ),
      );
      return ok({ items: rows, nextCursor: await cursors.seal(list, position) });
    },
);
