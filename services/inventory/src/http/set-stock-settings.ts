import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { batchGet } from "@millrace/table/batch-get";
import { sellingOrder } from "../domain/location.ts";
import { changeSettings, settingsOf } from "../domain/settings.ts";
import { mainLocationId } from "../domain/stock.ts";
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
    ifMatch: "required",
  },
  async (request, { stock, stockKeeping, locationBooks, table, write }: Ports) => {
    const { params, body, ifMatch } = request;
    const [root, book] = await batchGet(table, [stock.read(params.sku), locationBooks.readBook()]);
    const { state, fact } = changeSettings(settingsOf(params.sku, root), body, ifMatch);
    const [firstLocation = mainLocationId] = sellingOrder(book, []);
    const items = [stockKeeping.changeSettings(state, root, firstLocation)];
    return write(request, fact, items, ok(state, etag(state.version)));
  },
);
