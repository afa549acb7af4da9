import { isDeepStrictEqual } from "node:util";
import { type Answer, ok, type WrittenAnswer } from "@millrace/contracts/define-route";
import { Busy } from "@millrace/kernel/refusals";
import type { Command } from "@millrace/table/commands";
import type { Page } from "@millrace/table/cursors";
import { type Finding, findDrift, repair, stoodStill } from "../domain/drift.ts";
import type { Movement, Stock } from "../domain/stock.ts";
import { expectedCounters, ledgersOf, nothingTold, toldBy } from "../domain/tickets.ts";
import type { Ports } from "../ports.ts";
import { findStock, type SkuDoors } from "./find-stock.ts";

/** Movements read at once: about 300 KB, under the 1 MB that a query answers. */
const movementsPerPage = 1000;

/** How often the ledgers are read while the stock moves; then the caller tries at a quieter time. */
const maxReadings = 3;

/**
 * Compares counters with the ledgers, and sets them to what they say where that is asked for: they are the truth. It
 * compares only what stood still while it read, and repairs only what still stands as it was read.
 *
 * @throws StockNotFound for a SKU that no variant has
 * @throws Busy where the stock never stood still
 */
export async function reconcileCounters(
  ports: Ports,
  doors: SkuDoors,
  request: Command,
  sku: string,
  isRepairing: boolean,
): Promise<Answer | WrittenAnswer> {
  const { stock: store, stockKeeping, write, newId } = ports;
  const found = await findStock(ports, doors, sku);
  const { movements, ...compared } = await compare(store, sku, found.stock);
  const reconciliationId = newId("reconciliation");
  const drift = compared.findings.map((finding) => finding.drift);
  const decision = isRepairing ? repair(reconciliationId, sku, compared.findings) : undefined;
  const answer = ok({ reconciliationId, sku, drift, movements, repaired: decision !== undefined });
  if (decision === undefined) return write(request, [], [], answer);
  const items = [stockKeeping.repair(sku, decision.state, compared.stock)];
  return write(request, decision.fact, items, answer, {
    otherWay: async () => {
      // Movements leave a drift as it is; another repair does not.
      const { findings, stock } = await compare(store, sku, await store.get(sku));
      const isSame = isDeepStrictEqual(
        findings.map((finding) => finding.drift),
        drift,
      );
      return isSame ? [stockKeeping.repair(sku, findings, stock)] : undefined;
    },
  });
}

type Comparison = {
  readonly stock: Stock | undefined;
  readonly movements: number;
  readonly findings: readonly Finding[];
};

/** @param seen the stock as it was just read */
async function compare(store: Ports["stock"], sku: string, seen: Stock | undefined): Promise<Comparison> {
  let before = seen;
  for (let reading = 0; reading < maxReadings; reading += 1) {
    const { movements, ...told } = await readLedgers(store, sku, ledgersOf(before));
    const stock = await store.get(sku);
    if (stoodStill(before, stock))
      return { stock, movements, findings: findDrift(stock, expectedCounters(stock, told)) };
    before = stock;
  }
  throw Busy("The stock moved while it was compared; send this again.");
}

async function readLedgers(store: Ports["stock"], sku: string, ledgers: readonly string[]) {
  let told = nothingTold;
  let movements = 0;
  let position: string | null = null;
  do {
    const page: Page<Movement> = await store.listMovements(sku, ledgers, movementsPerPage, position);
    told = toldBy(page.items, told);
    movements += page.items.length;
    position = page.position;
  } while (position !== null);
  return { ...told, movements };
}
