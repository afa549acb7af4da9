import { created, defineRoute } from "@millrace/contracts/define-route";
import { adjustmentFields, StockAdjusted } from "@millrace/contracts/inventory";
import { id, sku } from "@millrace/contracts/values";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import * as z from "zod";
import { LocationNotFound } from "../domain/location.ts";
import { PiecesNotAvailable, planChange } from "../domain/plan-moves.ts";
import { StockNotFound } from "../domain/stock.ts";
import type { Ports } from "../env.ts";
import { movePieces } from "./move-pieces.ts";

export const adjustStock = defineRoute(
  {
    method: "POST",
    path: "/v1/stock/{sku}/adjustments",
    summary: "Correct the pieces of a SKU at a location, with a reason.",
    rule: "stock:write",
    params: z.strictObject({ sku }),
    body: z.strictObject(adjustmentFields),
    answers: { 201: z.strictObject({ adjustmentId: id("adjustment"), sku, ...adjustmentFields }) },
    refusals: [StockNotFound, LocationNotFound, PiecesNotAvailable],
    idempotency: "required",
  },
  (ports: Ports) => {
    const { journal, idempotency, now, newId } = ports;
    const move = movePieces(ports);
    return async ({ params, body, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const adjustmentId = newId("adjustment");
      const at = now();
      const adjustment = omitUndefined({ adjustmentId, sku: params.sku, ...body });
      return move({
        sku: params.sku,
        kind: "ADJUSTMENT",
        locationIds: [body.locationId],
        plan: (stocks) => planChange(stocks, body.locationId, body.quantity),
        told: journal.append({
          aggregateId: adjustmentId,
          sequence: 1,
          event: StockAdjusted,
          data: adjustment,
          at,
          origin,
        }),
        cause: { causeId: adjustmentId, at },
        answer: created(adjustment, `/v1/stock/${params.sku}`),
        once,
      });
    };
  },
);
