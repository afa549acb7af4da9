import { defineRoute, ok } from "@millrace/contracts/define-route";
import { locationId, sku } from "@millrace/contracts/values";
import * as z from "zod";
import { StockNotFound } from "../domain/stock.ts";
import type { Ports } from "../env.ts";

const pieces = z.int().min(0);

const level = z.strictObject({
  locationId,
  onHand: pieces,
  reserved: pieces.meta({ description: "Held by unpaid orders." }),
  allocated: pieces.meta({ description: "Owned by confirmed orders." }),
  available: pieces,
});

export const getStock = defineRoute(
  {
    method: "GET",
    path: "/v1/stock/{sku}",
    summary: "Read a SKU's stock at each location.",
    rule: "stock:read",
    params: z.strictObject({ sku }),
    answers: { 200: z.strictObject({ sku, levels: z.array(level).max(100) }) },
    refusals: [StockNotFound],
  },
  ({ stock }: Ports) =>
    async ({ params }) => {
      const levels = await stock.listLevels(params.sku);
      if (levels.length === 0) throw StockNotFound();
      return ok({ sku: params.sku, levels: levels.map(({ sku: _, ...counters }) => counters) });
    },
);
