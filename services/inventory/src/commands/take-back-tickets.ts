import { isoTime, secondsAfter } from "@millrace/kernel/clock";
import type { Command } from "@millrace/table/commands";
import { transact } from "@millrace/table/transact";
import type { Stock } from "../domain/stock.ts";
import { type Check, checkNumbers } from "../domain/tickets.ts";
import type { Ports } from "../ports.ts";
import { postMovements } from "./post-movements.ts";
import { watchStock } from "./watch-stock.ts";

/**
 * Longer than any call lasts that may still claim its ticket. API Gateway waits 29 seconds, and a claim is told by when its
 * call began, as much later than the numbers before it were issued.
 */
const patienceSeconds = 60;

/** Numbers of one transaction, two items each. */
const numbersAtOnce = 40;

/**
 * Finds the tickets of a SKU whose orders never came and gives their units back, at most three minutes after they were
 * taken: an order that died in between holds nothing. Where every ticket is claimed, the SKU is looked at no more until
 * the next one is taken.
 */
export async function takeBackTickets(ports: Ports, stock: Stock, tick: Command): Promise<void> {
  const { at } = tick;
  const { tickets } = ports;
  const { sku, levels } = stock;
  const before = isoTime(secondsAfter(at, -patienceSeconds));
  const checks = await Promise.all(
    Object.entries(levels)
      .filter(([, { issued = 0 }]) => issued > 0)
      .map(async ([locationId, level]): Promise<readonly [string, Check]> => {
        const { issued = 0, checked = 0, ticketedAt = isoTime(at) } = level;
        const claims = await tickets.listClaims(sku, locationId, checked, issued);
        return [locationId, checkNumbers({ checked, issued, ticketedAt }, claims, before)];
      }),
  );
  for (const [locationId, { orphans }] of checks) await takeBack(ports, sku, locationId, orphans, at);
  if (checks.some(([, { orphans }]) => orphans.length > 0)) {
    await postMovements(ports, sku);
    await watchStock(ports, tick, [sku]);
  }
  await tickets.close(stock, new Map(checks.map(([locationId, { checked }]) => [locationId, checked])));
}

/** In order, and only as long as nobody comes after all: the numbers that follow may be of the same ticket. */
async function takeBack(
  { tickets }: Ports,
  sku: string,
  locationId: string,
  orphans: readonly number[],
  at: Date,
): Promise<void> {
  for (let from = 0; from < orphans.length; from += numbersAtOnce) {
    const numbers = orphans.slice(from, from + numbersAtOnce);
    const rejections = await transact(tickets.takeBack(sku, locationId, numbers, at));
    if (rejections.length > 0) return;
  }
}
