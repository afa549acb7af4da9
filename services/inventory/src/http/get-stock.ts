import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { found } from "@millrace/kernel/preconditions";
import { settingsOf } from "../domain/settings.ts";
import { addCounters, noUnits, StockNotFound, totalsOf } from "../domain/stock.ts";
import type { Ports } from "../ports.ts";
import { stockDetails } from "./schemas.ts";

export const getStock = defineRoute(
  "GET /v1/stock/{sku}",
  {
    summary: "Read a SKU's stock at each location and its settings.",
    rule: "stock:read",
    live: true,
    answers: { 200: stockDetails },
    refusals: [StockNotFound],
  },
  async ({ params }, { stock }: Ports) => {
    const stocks = await stock.getAll(params.sku);
    const settings = settingsOf(params.sku, found(stocks[0], StockNotFound));
    const totals = totalsOf(stocks);
    return ok(
      {
        ...settings,
        levels: [...totals].map(([locationId, level]) => ({ locationId, ...level })),
        totals: [...totals.values()].reduce(addCounters, noUnits),
      },
      etag(settings.version),
    );
  },
);
