import { defineRoute, ok } from "@millrace/contracts/define-route";
import { pageOf } from "@millrace/contracts/values";
import { found } from "@millrace/kernel/preconditions";
import { batchGet } from "@millrace/table/batch-get";
import { skuDoors } from "../commands/find-stock.ts";
import { ledgers, StockNotFound } from "../domain/stock.ts";
import type { Ports } from "../ports.ts";
import { movement } from "./schemas.ts";

export const listMovements = defineRoute(
  "GET /v1/stock/{sku}/movements",
  {
    summary: "List a SKU's stock movements; they sum to its counters.",
    rule: "stock:read",
    answers: { 200: pageOf(movement) },
    refusals: [StockNotFound],
    paged: true,
    doors: skuDoors,
  },
  async (request, { stock, cursors, table }: Ports, { offers }) => {
    const { params } = request;
    const page = await cursors.page(["movements", params.sku], request, async (limit, position) => {
      const [[offer]] = await batchGet(table, [offers([params.sku])]);
      found(offer, StockNotFound);
      return stock.listMovements(params.sku, ledgers, limit, position);
    });
    return ok({ ...page, items: page.items.map(({ sku: _, units, ...moved }) => ({ ...moved, pieces: units })) });
  },
);
