import type { Origin } from "@millrace/contracts/define-route";
import { Busy } from "@millrace/kernel/refusals";
import { batchGet } from "@millrace/table/batch-get";
import { transact } from "@millrace/table/transact";
import { type Alert, alertIdOf, tellingOf } from "../domain/alert.ts";
import type { LocationBook } from "../domain/location.ts";
import { everShardsOf, type Stock } from "../domain/stock.ts";
import type { Ports } from "../env.ts";

/** How often a SKU is judged before the fact comes again: each change that is told in between costs one. */
const maxJudgments = 5;

/**
 * Tells of each SKU whether its stock became low, depleted or replenished. Whoever has told it looks again: what changed
 * after the first look may have been seen by nobody else. A second run finds it told.
 */
export function watchStock({ stock, alerts, locationBooks, alertJournal, table, now }: Ports) {
  const allOf = async (root: Stock | undefined): Promise<readonly Stock[]> => {
    if (root === undefined) return [];
    return everShardsOf(root) === 1 ? [root] : stock.getAll(root.sku);
  };

  const watchOne = async (
    sku: string,
    first: { readonly root: Stock | undefined; readonly alert: Alert | undefined },
    book: LocationBook | undefined,
    origin: Origin,
  ): Promise<void> => {
    let { root, alert: before } = first;
    for (let judgment = 0; judgment < maxJudgments; judgment += 1) {
      const telling = tellingOf(sku, await allOf(root), book, before);
      if (telling === undefined) return;
      const { alert, event, data } = telling;
      const entry = { aggregateId: alertIdOf(sku), sequence: alert.version, event, data, at: now(), origin };
      await transact([alerts.change(alert), alertJournal.append(entry)]);
      [root, before] = await batchGet(table, [stock.read(sku), alerts.read(sku)]);
    }
    throw Busy(`The stock of ${sku} changes faster than it can be told.`);
  };

  /** At most 50 SKUs: an order has 40. One read for all of them, where nothing is to be told and none is sharded. */
  return async (skus: readonly string[], origin: Origin): Promise<void> => {
    const [roots, known, [book]] = await batchGet(table, [
      skus.map((sku) => stock.read(sku)),
      skus.map((sku) => alerts.read(sku)),
      [locationBooks.readBook()],
    ]);
    for (const [index, sku] of skus.entries()) {
      await watchOne(sku, { root: roots[index], alert: known[index] }, book, origin);
    }
  };
}
