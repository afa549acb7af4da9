import { transact } from "@millrace/table/transact";
import type { Ports } from "../ports.ts";

/** Each takes up to 40 movements: what is left then waits for the next run. */
const maxRounds = 25;

/**
 * Brings the movements of a SKU that a rush left open into its counters, as many at once as a transaction takes. A second
 * run finds none; where two run at once, one of them writes.
 */
export async function postMovements({ tickets }: Ports, sku: string): Promise<void> {
  for (let round = 0; round < maxRounds; round += 1) {
    const pending = await tickets.pendingOf(sku);
    if (pending.length === 0) return;
    const rejections = await transact(tickets.post(sku, pending));
    if (rejections.length > 0) return;
  }
}
