import { type Decision, type FactData, fact } from "@millrace/contracts/define-event";
import { StockReconciled } from "@millrace/contracts/inventory";
import { addCounters, type Counters, differenceOf, noUnits, type Stock } from "./stock.ts";

/** By how much the counters at a location are above what the ledgers say. */
type Drift = FactData<typeof StockReconciled>["drift"][number];

/** Counters at a location that are not what they should be, and what they should be. */
export type Finding = { readonly drift: Drift; readonly ledger: Counters };

/** Compares a SKU's counters with its ledgers at every location, also where only one of them knows it. */
export function findDrift(stock: Stock | undefined, ledger: ReadonlyMap<string, Counters>): readonly Finding[] {
  const levels = stock?.levels ?? {};
  return [...new Set([...Object.keys(levels), ...ledger.keys()])].toSorted().flatMap((locationId) => {
    // Added to nothing, because a level that was damaged may lack counters.
    const said = addCounters(noUnits, ledger.get(locationId) ?? noUnits);
    const difference = differenceOf({ ...noUnits, ...levels[locationId] }, said);
    const isSame = Object.values(difference).every((count) => count === 0);
    return isSame ? [] : [{ drift: { locationId, ...difference }, ledger: said }];
  });
}

/** Whether no counter was changed between two reads. */
export function stoodStill(before: Stock | undefined, after: Stock | undefined): boolean {
  return (before?.moves ?? 0) === (after?.moves ?? 0);
}

/** Counters are set to what the ledger says; undefined where they are. */
export function repair(
  reconciliationId: string,
  sku: string,
  findings: readonly Finding[],
): Decision<readonly Finding[], typeof StockReconciled> | undefined {
  if (findings.length === 0) return undefined;
  const drift = findings.map((finding) => finding.drift);
  return { state: findings, fact: fact(StockReconciled, reconciliationId, 1, { reconciliationId, sku, drift }) };
}
