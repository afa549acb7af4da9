import type { Page } from "@millrace/table/cursors";
import { transact } from "@millrace/table/transact";
import type { Movement } from "../domain/stock.ts";
import type { Ports } from "../ports.ts";

/** Each takes up to 40 movements: what is left then waits for the next run. */
const maxPages = 25;

/**
 * Brings the movements of a SKU that a rush left open into its counters, as many at once as a transaction takes. A second
 * run finds none; where two run at once, one of them writes.
 */
export async function postMovements({ tickets }: Ports, sku: string): Promise<void> {
  let position: string | null = null;
  // Page by page and each once, because the index still lists for a moment what is posted.
  for (let page = 0; page < maxPages; page += 1) {
    const pending: Page<Movement> = await tickets.pendingOf(sku, position);
    // What is refused, another has posted.
    if (pending.items.length > 0) await transact(tickets.post(sku, pending.items));
    position = pending.position;
    if (position === null) return;
  }
}
