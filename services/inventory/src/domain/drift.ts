import { type Decision, type FactData, fact } from "@millrace/contracts/define-event";
import { StockReconciled } from "@millrace/contracts/inventory";
import { addCounters, type Counters, differenceOf, noUnits, placeOf, type Stock } from "./stock.ts";

/** By how much the counters of a place are above what its ledger says. */
type Drift = FactData<typeof StockReconciled>["drift"][number];

/** Counters of places that are not what they should be, and what they should be. */
export type Finding = { readonly drift: Drift; readonly ledger: Counters };

function placeIn(place: string): { readonly locationId: string; readonly shard: number } {
  const [locationId = "", shard] = place.split("/");
  return { locationId, shard: Number(shard) };
}

/** Compares every place of every shard with the ledger, also places that only one of them knows. */
export function findDrift(stocks: readonly Stock[], ledger: ReadonlyMap<string, Counters>): readonly Finding[] {
  const counted = new Map(
    stocks.flatMap(({ shard, levels }) =>
      Object.entries(levels).map(([locationId, counters]) => [placeOf({ locationId, shard }), counters] as const),
    ),
  );
  return [...new Set([...counted.keys(), ...ledger.keys()])].toSorted().flatMap((place) => {
    // Added to nothing, because a level that was damaged may lack counters.
    const said = addCounters(noUnits, ledger.get(place) ?? noUnits);
    const difference = differenceOf({ ...noUnits, ...counted.get(place) }, said);
    const isSame = Object.values(difference).every((count) => count === 0);
    return isSame ? [] : [{ drift: { ...placeIn(place), ...difference }, ledger: said }];
  });
}

/** Whether no counter of any shard was changed between two reads. */
export function stoodStill(before: readonly Stock[], after: readonly Stock[]): boolean {
  return before.length === after.length && before.every(({ moves = 0 }, index) => moves === (after[index]?.moves ?? 0));
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
