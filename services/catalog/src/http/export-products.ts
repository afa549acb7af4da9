import { defineRoute, ok } from "@millrace/contracts/define-route";
import { exportedRows } from "../domain/row.ts";
import type { Ports } from "../ports.ts";
import { exportPage, exportQuery } from "./import-schemas.ts";

/** Walks along the index by status; importing what it gives changes nothing. */
export const exportProducts = defineRoute(
  "GET /v1/products/export",
  {
    summary: "Read products as the rows that an import takes, one page of products at a time.",
    rule: "catalog:read",
    query: exportQuery,
    answers: { 200: exportPage },
    paged: true,
  },
  async (request, { products, imports, cursors }: Ports) => {
    const { status } = request.query;
    const page = await cursors.page(["export", status], request, (...from) => products.listProducts(status, ...from));
    const whole = await imports.readWhole(page.items);
    return ok({ ...page, items: whole.flatMap(exportedRows) });
  },
);
