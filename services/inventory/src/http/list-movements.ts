import { defineRoute, ok } from "@millrace/contracts/define-route";
import { pageOf } from "@millrace/contracts/values";
import { batchGet } from "@millrace/table/batch-get";
import type { Ports } from "../ports.ts";
import { movement } from "./schemas.ts";

export const listMovements = defineRoute(
  "GET /v1/stock/{sku}/movements",
  {
    summary: "List a SKU's stock movements, shard by shard; they sum to its counters.",
    rule: "stock:read",
    answers: { 200: pageOf(movement) },
    paged: true,
  },
  async (request, { stock, cursors, table }: Ports) => {
    const { params } = request;
    const page = await cursors.page(["movements", params.sku], request, async (limit, position) => {
      const [root = params] = await batchGet(table, [stock.read(params.sku)]);
      return stock.listMovements(root, limit, position);
    });
    return ok({ ...page, items: page.items.map(({ sku: _, units, ...moved }) => ({ ...moved, pieces: units })) });
  },
);
