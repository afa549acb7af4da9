import { isoTime } from "@millrace/kernel/clock";
import type { Command } from "@millrace/table/commands";
import { transact } from "@millrace/table/transact";
import { firstLocationOf } from "../domain/location.ts";
import { changeSharding, planSpread, settingsOf } from "../domain/settings.ts";
import { rootOf, type Stock } from "../domain/stock.ts";
import type { Ports } from "../ports.ts";
import { findOwnStock, type SkuDoors } from "./find-stock.ts";

/** Movements of one call; each is a transaction of some 10 ms, and a call has 29 s. */
const maxMovements = 100;

/**
 * Spreads a SKU's stock over more or fewer items while it sells, and gives all of them as they are then. First buyers are
 * sent to the new shards, then available units are handed over, one movement of two places at a time, each only if the
 * giver still has them. What orders hold stays where it is, because their holds name the shard: shards are never taken
 * away, buyers are only sent to fewer. A second call goes on where the first ended; nothing is lost in between.
 *
 * @throws StockNotFound, KitHasNoStock
 */
export async function spreadStock(
  ports: Ports,
  doors: SkuDoors,
  { at, origin }: Command,
  sku: string,
  shards: number,
): Promise<readonly Stock[]> {
  const { stock, stockKeeping, write, newId } = ports;
  const { stocks: before, book } = await findOwnStock(ports, doors, sku);
  const root = rootOf(before);
  const decision = changeSharding(settingsOf(sku, root), shards);
  if (decision !== undefined) {
    await write({ at, origin }, decision.fact, stockKeeping.changeShards(decision.state, root, firstLocationOf(book)));
  }
  const seen = Math.max(shards, before.length);
  const stocks = await stock.getAll(sku, seen);
  for (const units of planSpread(stocks).slice(0, maxMovements)) {
    const movement = { sku, kind: "TRANSFER", causeId: newId("transfer"), units, movedAt: isoTime(at) } as const;
    // A giver that has sold its units meanwhile gives none: the next call sees what is left to do.
    await transact(stock.bring(movement, stocks));
  }
  return stock.getAll(sku, seen);
}
