import { defineRoute, ok } from "@millrace/contracts/define-route";
import { StockSettingsChanged, shards } from "@millrace/contracts/inventory";
import { shardedStock } from "@millrace/contracts/inventory-api";
import { sku } from "@millrace/contracts/values";
import { Busy } from "@millrace/kernel/refusals";
import { transact } from "@millrace/table/transact";
import * as z from "zod";
import { planSpread } from "../domain/plan-moves.ts";
import { settingsIdOf, settingsOf } from "../domain/settings.ts";
import { StockNotFound, shardsOf } from "../domain/stock.ts";
import type { Ports } from "../env.ts";

/** Movements of one call; each is a transaction of some 10 ms, and a call has 29 s. */
const maxMovements = 100;

/**
 * Spreads a SKU's stock over more or fewer items while it sells. First buyers are sent to the new shards, then available
 * pieces are handed over, one movement of two places at a time, each only if the giver still has them. What orders hold
 * stays where it is, because their holds name the shard: shards are never taken away, buyers are only sent to fewer. A
 * second call goes on where the first ended; nothing is lost in between.
 */
export const setSharding = defineRoute(
  {
    method: "PUT",
    path: "/v1/stock/{sku}/sharding",
    summary: "Spread a SKU that sells fast over several items; may be sent again until the stock is even.",
    rule: "stock:write",
    params: z.strictObject({ sku }),
    body: z.strictObject({ shards }),
    answers: { 200: shardedStock },
    refusals: [StockNotFound],
    idempotency: "required",
  },
  ({ stock, stockKeeping, settingsJournal, idempotency, now, newId }: Ports) => {
    const change = async (
      of: string,
      wanted: number,
      origin: Parameters<typeof settingsJournal.append>[0]["origin"],
    ) => {
      const [root] = await stock.getAll(of);
      if (root === undefined) throw StockNotFound();
      if (shardsOf(root) === wanted) return;
      const before = settingsOf(of, root);
      const settings = { ...before, shards: wanted, version: before.version + 1 };
      const { version, ...data } = settings;
      const rejections = await transact([
        settingsJournal.append({
          aggregateId: settingsIdOf(of),
          sequence: version,
          event: StockSettingsChanged,
          data,
          at: now(),
          origin,
        }),
        ...stockKeeping.changeShards(settings, root),
      ]);
      if (rejections.length > 0) throw Busy("The settings changed in between; send this again.");
    };
    const spread = async (of: string) => {
      const stocks = await stock.getAll(of);
      for (const pieces of planSpread(stocks).slice(0, maxMovements)) {
        const cause = { causeId: newId("transfer"), at: now() };
        // A giver that has sold its pieces meanwhile gives none: the next call sees what is left to do.
        await transact(stock.bring(of, "TRANSFER", pieces, stocks, cause));
      }
    };
    return async ({ params, body, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      await change(params.sku, body.shards, origin);
      await spread(params.sku);
      const stocks = await stock.getAll(params.sku);
      const levels = stocks.flatMap(({ shard, levels: found }) =>
        Object.entries(found).map(([locationId, counters]) => ({ locationId, shard, ...counters })),
      );
      const answer = ok({ sku: params.sku, shards: body.shards, levels, even: planSpread(stocks).length === 0 });
      return idempotency.commit({ once, answer, parts: [] });
    };
  },
);
