import { created, defineRoute } from "@millrace/contracts/define-route";
import { StockTransferred } from "@millrace/contracts/inventory";
import { id, locationId, quantity, sku } from "@millrace/contracts/values";
import * as z from "zod";
import { LocationNotFound } from "../domain/location.ts";
import { PiecesNotAvailable, planTransfer } from "../domain/plan-moves.ts";
import { StockNotFound } from "../domain/stock.ts";
import type { Ports } from "../env.ts";
import { movePieces } from "./move-pieces.ts";

/** Both locations are in the same items, so that pieces are never in between, nor at both. */
export const transferStock = defineRoute(
  {
    method: "POST",
    path: "/v1/stock/{sku}/transfers",
    summary: "Move available pieces of a SKU from one location to another.",
    rule: "stock:write",
    params: z.strictObject({ sku }),
    body: z
      .strictObject({ from: locationId, to: locationId.meta({ example: "loc_berlin" }), quantity })
      .refine(({ from, to }) => from !== to, { message: "is where the pieces are", path: ["to"] }),
    answers: {
      201: z.strictObject({ transferId: id("transfer"), sku, from: locationId, to: locationId, quantity }),
    },
    refusals: [StockNotFound, LocationNotFound, PiecesNotAvailable],
    idempotency: "required",
  },
  (ports: Ports) => {
    const { journal, idempotency, now, newId } = ports;
    const move = movePieces(ports);
    return async ({ params, body, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const transferId = newId("transfer");
      const at = now();
      const transfer = { transferId, sku: params.sku, ...body };
      return move({
        sku: params.sku,
        kind: "TRANSFER",
        locationIds: [body.from, body.to],
        plan: (stocks) => planTransfer(stocks, body.from, body.to, body.quantity),
        told: journal.append({
          aggregateId: transferId,
          sequence: 1,
          event: StockTransferred,
          data: transfer,
          at,
          origin,
        }),
        cause: { causeId: transferId, at },
        answer: created(transfer, `/v1/stock/${params.sku}`),
        once,
      });
    };
  },
);
