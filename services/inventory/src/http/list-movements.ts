import { defineRoute, ok } from "@millrace/contracts/define-route";
import { pageOf } from "@millrace/contracts/values";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { found } from "@millrace/kernel/preconditions";
import { batchGet } from "@millrace/table/batch-get";
import type * as z from "zod";
import { skuDoors } from "../commands/find-stock.ts";
import { type Movement, StockNotFound } from "../domain/stock.ts";
import { ledgersOf } from "../domain/tickets.ts";
import type { Ports } from "../ports.ts";
import { movement } from "./schemas.ts";

export const listMovements = defineRoute(
  "GET /v1/stock/{sku}/movements",
  {
    summary: "List a SKU's stock movements; those that are not pending sum to its counters.",
    rule: "stock:read",
    answers: { 200: pageOf(movement) },
    refusals: [StockNotFound],
    paged: true,
    doors: skuDoors,
  },
  async (request, { stock, cursors, table }: Ports, { offers }) => {
    const { params } = request;
    const page = await cursors.page(["movements", params.sku], request, async (limit, position) => {
      const [known, [offer]] = await batchGet(table, [stock.read(params.sku), offers([params.sku])]);
      found(offer, StockNotFound);
      return stock.listMovements(params.sku, ledgersOf(known), limit, position);
    });
    return ok({ ...page, items: page.items.map(movementView) });
  },
);

function movementView({ kind, causeId, units, pending, movedAt }: Movement): z.infer<typeof movement> {
  return omitUndefined({ kind, causeId, pieces: [...units], pending, movedAt });
}
