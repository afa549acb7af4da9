import { created, defineRoute } from "@millrace/contracts/define-route";
import { StockReceived } from "@millrace/contracts/inventory";
import { id, locationId, quantity, sku } from "@millrace/contracts/values";
import * as z from "zod";
import { LocationNotFound } from "../domain/location.ts";
import { planArrival } from "../domain/plan-moves.ts";
import type { Ports } from "../env.ts";
import { movePieces } from "./move-pieces.ts";

/** Books pieces in. The receipt's own journal keeps the fact; the stock item has no sequence, many buyers share it. */
export const receiveStock = defineRoute(
  {
    method: "POST",
    path: "/v1/stock/{sku}/receipts",
    summary: "Book received pieces of a SKU into a location.",
    rule: "stock:write",
    params: z.strictObject({ sku }),
    body: z.strictObject({ locationId, quantity }),
    answers: { 201: z.strictObject({ receiptId: id("receipt"), sku, locationId, quantity }) },
    refusals: [LocationNotFound],
    idempotency: "required",
  },
  (ports: Ports) => {
    const { journal, idempotency, now, newId } = ports;
    const move = movePieces(ports);
    return async ({ params, body, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const receiptId = newId("receipt");
      const at = now();
      const receipt = { receiptId, sku: params.sku, ...body };
      return move({
        sku: params.sku,
        kind: "RECEIPT",
        locationIds: [body.locationId],
        plan: (stocks) => planArrival(stocks, body.locationId, body.quantity),
        told: journal.append({ aggregateId: receiptId, sequence: 1, event: StockReceived, data: receipt, at, origin }),
        cause: { causeId: receiptId, at },
        answer: created(receipt, `/v1/stock/${params.sku}`),
        once,
      });
    };
  },
);
