import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { StockSettingsChanged } from "@millrace/contracts/inventory";
import { stockSettings, stockSettingsDraft } from "@millrace/contracts/inventory-api";
import { sku } from "@millrace/contracts/values";
import { batchGet } from "@millrace/table/batch-get";
import * as z from "zod";
import { sellingOrder } from "../domain/location.ts";
import { settingsIdOf, settingsOf, withSettings } from "../domain/settings.ts";
import { mainLocationId } from "../domain/stock.ts";
import type { Ports } from "../env.ts";

/** A SKU can be set before its first pieces come, to be sold ahead of them. */
export const setStockSettings = defineRoute(
  {
    method: "PUT",
    path: "/v1/stock/{sku}/settings",
    summary: "Set whether a SKU may be sold beyond its stock, and from when on the stock is low.",
    rule: "stock:write",
    params: z.strictObject({ sku }),
    body: stockSettingsDraft,
    answers: { 200: stockSettings },
    idempotency: "optional",
    ifMatch: "required",
  },
  ({ stock, stockKeeping, locationBooks, settingsJournal, idempotency, table, now }: Ports) =>
    async ({ params, body, ifMatch, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const [root, book] = await batchGet(table, [stock.read(params.sku), locationBooks.readBook()]);
      const settings = withSettings(settingsOf(params.sku, root), body, ifMatch);
      const [home = mainLocationId] = sellingOrder(book, []);
      const { version, ...data } = settings;
      return idempotency.commit({
        once,
        answer: ok(settings, etag(version)),
        parts: [
          settingsJournal.append({
            aggregateId: settingsIdOf(params.sku),
            sequence: version,
            event: StockSettingsChanged,
            data,
            at: now(),
            origin,
          }),
          stockKeeping.changeSettings(settings, root, home),
        ],
      });
    },
);
