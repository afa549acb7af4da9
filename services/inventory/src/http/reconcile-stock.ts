import { defineRoute } from "@millrace/contracts/define-route";
import { drifts } from "@millrace/contracts/inventory";
import { id, sku } from "@millrace/contracts/values";
import * as z from "zod";
import { skuDoors } from "../commands/find-stock.ts";
import { reconcileCounters } from "../commands/reconcile-counters.ts";
import { StockNotFound } from "../domain/stock.ts";
import type { Ports } from "../ports.ts";

export const reconcileStock = defineRoute(
  "POST /v1/stock/{sku}/reconciliation",
  {
    summary: "Compare a SKU's counters with its movements; repair them if wished.",
    rule: "stock:write",
    body: z.strictObject({ repair: z.boolean() }),
    answers: {
      200: z.strictObject({
        reconciliationId: id("reconciliation"),
        sku,
        movements: z.int().min(0).meta({ description: "How many were read." }),
        drift: drifts,
        repaired: z.boolean(),
      }),
    },
    refusals: [StockNotFound],
    idempotency: "required",
    doors: skuDoors,
  },
  (request, ports: Ports, doors) => reconcileCounters(ports, doors, request, request.params.sku, request.body.repair),
);
