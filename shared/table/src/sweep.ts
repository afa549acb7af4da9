import { shardOf } from "@millrace/kernel/ids";
import type { Page } from "./cursors.ts";

/** What is due is spread over so many partitions of a work finder, so that a rush does not meet on one index key. */
const shards = 4;

/** One run stops here and leaves the rest to the next, so that it ends well within its timeout. */
const maxPages = 20;

/** The partition of a work finder in which an id's item is due. */
export function dueShardOf(id: string): string {
  return String(shardOf(id, shards));
}

/**
 * Acts on everything that is due, shard by shard and page by page. An item that fails does not keep the others waiting;
 * the run then counts as failed, and the next one tries it again.
 *
 * @param find one page of a shard, from a position on (`null` at first)
 * @param pagesPerShard how many of them one run takes; 20 where the work on an item is one write
 * @throws AggregateError of all failures, when all has been tried
 */
export async function sweep<Item>(
  find: (shard: string, position: string | null) => Promise<Page<Item>>,
  act: (item: Item) => Promise<unknown>,
  pagesPerShard = maxPages,
): Promise<void> {
  const failures: unknown[] = [];
  for (let shard = 0; shard < shards; shard += 1) {
    let position: string | null = null;
    for (let page = 0; page < pagesPerShard; page += 1) {
      const due: Page<Item> = await find(String(shard), position);
      const outcomes = await Promise.allSettled(due.items.map(act));
      failures.push(...outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : [])));
      position = due.position;
      if (position === null) break;
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} of what was due could not be handled.`);
}
