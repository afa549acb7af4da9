import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { findStock, skuDoors } from "../commands/find-stock.ts";
import { firstLocationOf } from "../domain/location.ts";
import { settingsOf } from "../domain/settings.ts";
import { addCounters, noUnits, StockNotFound, totalsOf } from "../domain/stock.ts";
import type { Ports } from "../ports.ts";
import { stockDetails } from "./schemas.ts";

export const getStock = defineRoute(
  "GET /v1/stock/{sku}",
  {
    summary: "Read a SKU's stock at each location and its settings; 0 before the first units come.",
    rule: "stock:read",
    live: true,
    answers: { 200: stockDetails },
    refusals: [StockNotFound],
    doors: skuDoors,
  },
  async ({ params }, ports: Ports, doors) => {
    const { stocks, book } = await findStock(ports, doors, params.sku);
    const settings = settingsOf(params.sku, stocks[0]);
    const known = totalsOf(stocks);
    const totals = known.size > 0 ? known : new Map([[firstLocationOf(book), noUnits]]);
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
