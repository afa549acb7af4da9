import { created, defineRoute } from "@millrace/contracts/define-route";
import { counted, countFields, StockCounted } from "@millrace/contracts/inventory";
import { locationId, sku } from "@millrace/contracts/values";
import * as z from "zod";
import { LocationNotFound } from "../domain/location.ts";
import { differenceOf, PiecesNotAvailable, planChange } from "../domain/plan-moves.ts";
import { StockNotFound } from "../domain/stock.ts";
import type { Ports } from "../env.ts";
import { findStock } from "./move-pieces.ts";

/**
 * Books what was found on the shelf. Orders may come in meanwhile, for they change nothing on hand; pieces that come or go
 * otherwise make the count be refused, for nobody knows whether they were counted.
 */
export const countStock = defineRoute(
  {
    method: "POST",
    path: "/v1/stock/{sku}/counts",
    summary: "Set the pieces of a SKU at a location to what was counted there.",
    rule: "stock:write",
    params: z.strictObject({ sku }),
    body: z.strictObject({ locationId, counted }),
    answers: { 201: z.strictObject(countFields) },
    refusals: [StockNotFound, LocationNotFound, PiecesNotAvailable],
    idempotency: "required",
  },
  (ports: Ports) => {
    const { stock, journal, idempotency, now, newId } = ports;
    return async ({ params, body, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const found = await findStock(ports, params.sku, [body.locationId]);
      if (found.length === 0) throw StockNotFound();
      const stockCountId = newId("stockCount");
      const at = now();
      const difference = differenceOf(found, body.locationId, body.counted);
      const count = { stockCountId, sku: params.sku, ...body, difference };
      const partsOf = (stocks: typeof found) => {
        const pieces = planChange(stocks, body.locationId, difference);
        const cause = { causeId: stockCountId, at };
        return [
          ...(difference === 0 ? [] : stock.count(params.sku, body.locationId, pieces, stocks, cause)),
          journal.append({ aggregateId: stockCountId, sequence: 1, event: StockCounted, data: count, at, origin }),
        ];
      };
      return idempotency.commit({
        once,
        answer: created(count, `/v1/stock/${params.sku}`),
        parts: partsOf(found),
        again: async () => {
          const stocks = await stock.getAll(params.sku);
          return differenceOf(stocks, body.locationId, body.counted) === difference ? partsOf(stocks) : undefined;
        },
      });
    };
  },
);
