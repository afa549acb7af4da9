import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { findOwnStock, skuDoors } from "../commands/find-stock.ts";
import { firstLocationOf } from "../domain/location.ts";
import { changeSettings, settingsOf } from "../domain/settings.ts";
import { KitHasNoStock, StockNotFound } from "../domain/stock.ts";
import type { Ports } from "../ports.ts";
import { stockSettings, stockSettingsDraft } from "./schemas.ts";

/** A SKU can be set before its first units come, to be sold ahead of them. */
export const setStockSettings = defineRoute(
  "PUT /v1/stock/{sku}/settings",
  {
    summary: "Set whether a SKU may be sold beyond its stock, and from when on the stock is low.",
    rule: "stock:write",
    body: stockSettingsDraft,
    answers: { 200: stockSettings },
    refusals: [StockNotFound, KitHasNoStock],
    ifMatch: "required",
    doors: skuDoors,
  },
  async (request, ports: Ports, doors) => {
    const { params, body, ifMatch } = request;
    const { stock, book } = await findOwnStock(ports, doors, params.sku);
    const { state, fact } = changeSettings(settingsOf(params.sku, stock), body, ifMatch);
    const items = [ports.stockKeeping.changeSettings(state, stock, firstLocationOf(book))];
    return ports.write(request, fact, items, ok(state, etag(state.version)));
  },
);
