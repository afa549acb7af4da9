import { Refusal } from "@millrace/kernel/errors";
import { Busy } from "@millrace/kernel/refusals";
import { batchGet } from "@millrace/table/batch-get";
import type { Command } from "@millrace/table/commands";
import { type Alert, updateAlert } from "../domain/alert.ts";
import type { LocationBook } from "../domain/location.ts";
import { type Stock, totalShardsOf } from "../domain/stock.ts";
import type { Ports } from "../ports.ts";

/** How often a SKU is looked at before the fact comes again: each alert that is written in between costs one. */
const maxLooks = 5;

/**
 * Raises or ends the alert of each SKU whose stock became low, depleted or replenished: at most 50 SKUs, an order has 40.
 * One read for all of them, where no alert changes and none is sharded. A second run finds the alerts as they are.
 *
 * @throws Busy where a SKU's alert never came to rest
 */
export async function watchStock(ports: Ports, received: Command, skus: readonly string[]): Promise<void> {
  const { stock, alerts, locationBooks, table } = ports;
  const [roots, known, [book]] = await batchGet(table, [
    skus.map((sku) => stock.read(sku)),
    skus.map((sku) => alerts.read(sku)),
    [locationBooks.readBook()],
  ]);
  for (const [index, sku] of skus.entries()) {
    await watchOne(ports, received, { sku, book, root: roots[index], alert: known[index] });
  }
}

type Watched = {
  readonly sku: string;
  readonly book: LocationBook | undefined;
  readonly root: Stock | undefined;
  readonly alert: Alert | undefined;
};

/** Whoever has changed an alert looks again: what moved after the first look may have been seen by nobody else. */
async function watchOne(
  { stock, alerts, table, write }: Ports,
  received: Command,
  { sku, book, ...first }: Watched,
): Promise<void> {
  let { root, alert } = first;
  for (let look = 0; look < maxLooks; look += 1) {
    const stocks =
      root !== undefined && totalShardsOf(root) > 1 ? await stock.getAll(sku, totalShardsOf(root)) : [root];
    const decision = updateAlert(
      sku,
      stocks.filter((item) => item !== undefined),
      book,
      alert,
    );
    if (decision === undefined) return;
    await write(received, decision.fact, [alerts.change(decision.state)]).catch(passBusy);
    [root, alert] = await batchGet(table, [stock.read(sku), alerts.read(sku)]);
  }
  throw Busy(`The stock of ${sku} changes faster than its alert.`);
}

/** Another was quicker: the next look sees what it wrote. */
function passBusy(error: unknown): void {
  if (!(error instanceof Refusal) || error.declaration.code !== Busy.code) throw error;
}
