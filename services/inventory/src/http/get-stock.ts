import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { findStock, skuDoors } from "../commands/find-stock.ts";
import { firstLocationOf } from "../domain/location.ts";
import { settingsOf } from "../domain/settings.ts";
import { addCounters, type Counters, locationsOf, noUnits, StockNotFound } from "../domain/stock.ts";
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
    const { stock, book } = await findStock(ports, doors, params.sku);
    const settings = settingsOf(params.sku, stock);
    const known = locationsOf(stock);
    const levels = (known.length > 0 ? known : [firstLocationOf(book)]).map((locationId) => ({
      locationId,
      ...addCounters(noUnits, stock?.levels[locationId] ?? noUnits),
    }));
    return ok(
      {
        ...settings,
        levels,
        totals: levels.reduce<Counters>(addCounters, noUnits),
      },
      etag(settings.version),
    );
  },
);
