import { defineRoute, ok } from "@millrace/contracts/define-route";
import { shards } from "@millrace/contracts/inventory";
import * as z from "zod";
import { skuDoors } from "../commands/find-stock.ts";
import { spreadStock } from "../commands/spread-stock.ts";
import { planSpread } from "../domain/settings.ts";
import { KitHasNoStock, StockNotFound } from "../domain/stock.ts";
import type { Ports } from "../ports.ts";
import { shardedStock } from "./schemas.ts";

export const setSharding = defineRoute(
  "PUT /v1/stock/{sku}/sharding",
  {
    summary: "Spread a SKU that sells fast over several items; may be sent again until the stock is even.",
    rule: "stock:write",
    body: z.strictObject({ shards }),
    answers: { 200: shardedStock },
    refusals: [StockNotFound, KitHasNoStock],
    idempotency: "required",
    doors: skuDoors,
  },
  async (request, ports: Ports, doors) => {
    const { params, body, once, at } = request;
    // Asked first, because it writes in several steps before it answers.
    const replayed = await ports.replay(once, at);
    if (replayed) return replayed;
    const stocks = await spreadStock(ports, doors, request, params.sku, body.shards);
    const levels = stocks.flatMap(({ shard, levels: found }) =>
      Object.entries(found).map(([locationId, counters]) => ({ locationId, shard, ...counters })),
    );
    const answer = ok({ sku: params.sku, shards: body.shards, levels, even: planSpread(stocks).length === 0 });
    return ports.write(request, [], [], answer);
  },
);
