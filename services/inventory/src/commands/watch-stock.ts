import { Refusal } from "@millrace/kernel/errors";
import { Busy } from "@millrace/kernel/refusals";
import { batchGet } from "@millrace/table/batch-get";
import type { Command } from "@millrace/table/commands";
import { type Alert, updateAlert } from "../domain/alert.ts";
import type { LocationBook } from "../domain/location.ts";
import type { Stock } from "../domain/stock.ts";
import type { Ports } from "../ports.ts";

/** How often a SKU is looked at before the fact comes again: each alert that is written in between costs one. */
const maxLooks = 5;

/**
 * Raises or ends the alert of each SKU whose stock became low, depleted or replenished: at most 50 SKUs, an order has 40.
 * One read for all of them, where no alert changes. A second run finds the alerts as they are.
 *
 * @throws Busy where a SKU's alert never came to rest
 */
export async function watchStock(ports: Ports, received: Command, skus: readonly string[]): Promise<void> {
  const { stock: store, alerts, locationBooks, table } = ports;
  const [stocks, known, [book]] = await batchGet(table, [
    skus.map((sku) => store.read(sku)),
    skus.map((sku) => alerts.read(sku)),
    [locationBooks.readBook()],
  ]);
  for (const [index, sku] of skus.entries()) {
    await watchOne(ports, received, { sku, book, stock: stocks[index], alert: known[index] });
  }
}

type Watched = {
  readonly sku: string;
  readonly book: LocationBook | undefined;
  readonly stock: Stock | undefined;
  readonly alert: Alert | undefined;
};

/** Whoever has changed an alert looks again: what moved after the first look may have been seen by nobody else. */
async function watchOne(
  { stock: store, alerts, table, write }: Ports,
  received: Command,
  { sku, book, ...first }: Watched,
): Promise<void> {
  let { stock, alert } = first;
  for (let look = 0; look < maxLooks; look += 1) {
    const decision = updateAlert(sku, stock, book, alert);
    if (decision === undefined) return;
    await write(received, decision.fact, [alerts.change(decision.state)]).catch(passBusy);
    [stock, alert] = await batchGet(table, [store.read(sku), alerts.read(sku)]);
  }
  throw Busy(`The stock of ${sku} changes faster than its alert.`);
}

/** Another was quicker: the next look sees what it wrote. */
function passBusy(error: unknown): void {
  if (!(error instanceof Refusal) || error.declaration.code !== Busy.code) throw error;
}
