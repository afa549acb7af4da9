import { defineRoute, ok } from "@millrace/contracts/define-route";
import { drifts, StockReconciled } from "@millrace/contracts/inventory";
import { id, sku } from "@millrace/contracts/values";
import { Busy } from "@millrace/kernel/refusals";
import * as z from "zod";
import { type Finding, findDrift, stoodStill } from "../domain/drift.ts";
import { type Counters, countersOf, type Stock, StockNotFound } from "../domain/stock.ts";
import type { Ports } from "../env.ts";

/** Movements read at once: about 300 KB, under the 1 MB that a query answers. */
const movementsPerPage = 1000;

/** How often the ledger is read while the stock moves; then the caller tries at a quieter time. */
const maxReadings = 3;

type Comparison = {
  readonly stocks: readonly Stock[];
  readonly movements: number;
  readonly findings: readonly Finding[];
};

/**
 * Compares counters with the ledger, and sets them to what it says where that is asked for: the ledger is the truth. It
 * compares only what stood still while it read, and repairs only what still stands as it was read.
 */
export const reconcileStock = defineRoute(
  {
    method: "POST",
    path: "/v1/stock/{sku}/reconciliation",
    summary: "Compare a SKU's counters with its movements; repair them if wished.",
    rule: "stock:write",
    params: z.strictObject({ sku }),
    body: z.strictObject({ repair: z.boolean() }),
    answers: {
      200: z.strictObject({
        reconciliationId: id("reconciliation"),
        sku,
        movements: z.int().min(0).meta({ description: "How many were read." }),
        drift: drifts,
        repaired: z.boolean(),
      }),
    },
    refusals: [StockNotFound],
    idempotency: "required",
  },
  ({ stock, stockKeeping, journal, idempotency, now, newId }: Ports) => {
    const readLedger = async (of: string) => {
      let counters: ReadonlyMap<string, Counters> = new Map();
      let movements = 0;
      let position: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof stock.listMovements>> = await stock.listMovements(
          of,
          movementsPerPage,
          position,
        );
        counters = countersOf(page.items, counters);
        movements += page.items.length;
        position = page.position;
      } while (position !== null);
      return { counters, movements };
    };

    const compare = async (of: string): Promise<Comparison> => {
      for (let reading = 0; reading < maxReadings; reading += 1) {
        const before = await stock.getAll(of);
        if (before.length === 0) throw StockNotFound();
        const { counters, movements } = await readLedger(of);
        const stocks = await stock.getAll(of);
        if (stoodStill(before, stocks)) return { stocks, movements, findings: findDrift(stocks, counters) };
      }
      throw Busy("The stock moved while it was compared; send this again.");
    };

    return async ({ params, body, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const found = await compare(params.sku);
      const reconciliationId = newId("reconciliation");
      const at = now();
      const drift = found.findings.map((finding) => finding.drift);
      const reconciled = { reconciliationId, sku: params.sku, drift };
      const repaired = body.repair && drift.length > 0;
      const partsOf = ({ findings, stocks }: Comparison) => [
        ...stockKeeping.repair(params.sku, findings, stocks),
        journal.append({
          aggregateId: reconciliationId,
          sequence: 1,
          event: StockReconciled,
          data: reconciled,
          at,
          origin,
        }),
      ];
      return idempotency.commit({
        once,
        answer: ok({ ...reconciled, movements: found.movements, repaired }),
        parts: repaired ? partsOf(found) : [],
        // Movements leave a drift as it is; another repair does not.
        again: async () => {
          if (!repaired) return undefined;
          const fresh = await compare(params.sku);
          const isSame = JSON.stringify(fresh.findings.map((finding) => finding.drift)) === JSON.stringify(drift);
          return isSame ? partsOf(fresh) : undefined;
        },
      });
    };
  },
);
