import { isDeepStrictEqual } from "node:util";
import { type Answer, ok, type WrittenAnswer } from "@millrace/contracts/define-route";
import { Busy } from "@millrace/kernel/refusals";
import type { Command } from "@millrace/table/commands";
import type { Page } from "@millrace/table/cursors";
import type { Ledgers } from "../data/movements.ts";
import { type Finding, findDrift, repair, stoodStill } from "../domain/drift.ts";
import { type Counters, countersOf, type Movement, rootOf, type Stock } from "../domain/stock.ts";
import type { Ports } from "../ports.ts";
import { findStock, type SkuDoors } from "./find-stock.ts";

/** Movements read at once: about 300 KB, under the 1 MB that a query answers. */
const movementsPerPage = 1000;

/** How often the ledger is read while the stock moves; then the caller tries at a quieter time. */
const maxReadings = 3;

/**
 * Compares counters with the ledger, and sets them to what it says where that is asked for: the ledger is the truth. It
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
  const { stock, stockKeeping, write, newId } = ports;
  const found = await findStock(ports, doors, sku);
  const { movements, ...compared } = await compare(stock, sku, found.stocks);
  const reconciliationId = newId("reconciliation");
  const drift = compared.findings.map((finding) => finding.drift);
  const decision = isRepairing ? repair(reconciliationId, sku, compared.findings) : undefined;
  const answer = ok({ reconciliationId, sku, drift, movements, repaired: decision !== undefined });
  if (decision === undefined) return write(request, [], [], answer);
  const items = stockKeeping.repair(sku, decision.state, compared.stocks);
  return write(request, decision.fact, items, answer, {
    otherWay: async () => {
      // Movements leave a drift as it is; another repair does not.
      const { findings, stocks } = await compare(stock, sku, await stock.getAll(sku));
      const isSame = isDeepStrictEqual(
        findings.map((finding) => finding.drift),
        drift,
      );
      return isSame ? stockKeeping.repair(sku, findings, stocks) : undefined;
    },
  });
}

type Comparison = {
  readonly stocks: readonly Stock[];
  readonly movements: number;
  readonly findings: readonly Finding[];
};

/** @param seen the stock as it was just read */
async function compare(stock: Ports["stock"], sku: string, seen: readonly Stock[]): Promise<Comparison> {
  let before = seen;
  for (let reading = 0; reading < maxReadings; reading += 1) {
    const { counters, movements } = await readLedgers(stock, rootOf(before) ?? { sku });
    const stocks = await stock.getAll(sku);
    if (stoodStill(before, stocks)) return { stocks, movements, findings: findDrift(stocks, counters) };
    before = stocks;
  }
  throw Busy("The stock moved while it was compared; send this again.");
}

async function readLedgers(stock: Ports["stock"], root: Ledgers) {
  let counters: ReadonlyMap<string, Counters> = new Map();
  let movements = 0;
  let position: string | null = null;
  do {
    const page: Page<Movement> = await stock.listMovements(root, movementsPerPage, position);
    counters = countersOf(page.items, counters);
    movements += page.items.length;
    position = page.position;
  } while (position !== null);
  return { counters, movements };
}
