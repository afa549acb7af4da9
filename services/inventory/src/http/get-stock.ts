import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { stockDetails } from "@millrace/contracts/inventory-api";
import { sku } from "@millrace/contracts/values";
import * as z from "zod";
import { totalsOf } from "../domain/levels.ts";
import { settingsOf } from "../domain/settings.ts";
import { addCounters, noPieces, StockNotFound } from "../domain/stock.ts";
import type { Ports } from "../env.ts";

export const getStock = defineRoute(
  {
    method: "GET",
    path: "/v1/stock/{sku}",
    summary: "Read a SKU's stock at each location and its settings.",
    rule: "stock:read",
    params: z.strictObject({ sku }),
    answers: { 200: stockDetails },
    refusals: [StockNotFound],
  },
  ({ stock }: Ports) =>
    async ({ params }) => {
      const stocks = await stock.getAll(params.sku);
      const [root] = stocks;
      if (root === undefined) throw StockNotFound();
      const settings = settingsOf(params.sku, root);
      const levels = totalsOf(stocks);
      return ok(
        {
          ...settings,
          levels: [...levels].map(([at, level]) => ({ locationId: at, ...level })),
          totals: [...levels.values()].reduce(addCounters, noPieces),
        },
        etag(settings.version),
      );
    },
);
