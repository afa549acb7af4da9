import { type Decision, type FactData, fact } from "@millrace/contracts/define-event";
import { StockSettingsChanged } from "@millrace/contracts/inventory";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { requireVersion } from "@millrace/kernel/preconditions";
import {
  aggregateIdOf,
  availableAt,
  locationsOf,
  type PlacedUnits,
  rootOf,
  type Stock,
  type StockPolicy,
  shardsOf,
  totalShardsOf,
} from "./stock.ts";

/** What a SKU's stock is set to; at version 0 before anybody set anything. */
export type Settings = FactData<typeof StockSettingsChanged> & { readonly version: number };

/** Policy and threshold as staff sets them; `null` is none. */
export type SettingsDraft = { readonly policy: StockPolicy | null; readonly lowAt: number | null };

export function settingsOf(sku: string, root: Stock | undefined): Settings {
  return omitUndefined({
    sku,
    policy: root?.policy,
    lowAt: root?.lowAt,
    shards: root === undefined ? 1 : shardsOf(root),
    version: root?.version ?? 0,
  });
}

/** Another policy and threshold. Refuses (`VersionMismatch`) a writer who has seen another version of the settings. */
export function changeSettings(
  before: Settings,
  { policy, lowAt }: SettingsDraft,
  seen: number,
): Decision<Settings, typeof StockSettingsChanged> {
  requireVersion("the settings", before.version, seen);
  return changed({ ...before, policy: policy ?? undefined, lowAt: lowAt ?? undefined });
}

/** Over how many shards buyers are sent; undefined where they are. */
export function changeSharding(
  before: Settings,
  shards: number,
): Decision<Settings, typeof StockSettingsChanged> | undefined {
  return shards === before.shards ? undefined : changed({ ...before, shards });
}

function changed(settings: Settings): Decision<Settings, typeof StockSettingsChanged> {
  const { version: before, ...data } = omitUndefined(settings);
  const version = before + 1;
  return {
    state: { ...data, version },
    fact: fact(StockSettingsChanged, aggregateIdOf("stk", data.sku), version, data),
  };
}

/** The shards that have to be made before stock can be spread over so many. */
export function newShards(root: Stock, shards: number): readonly number[] {
  const total = totalShardsOf(root);
  return Array.from({ length: Math.max(0, shards - total) }, (_, index) => total + index);
}

/** Units that one place gives and another takes. */
type Handover = readonly [PlacedUnits, PlacedUnits];

/**
 * Units that shards of a location hand to others, so that those that buyers are sent to have alike and the others
 * nothing. Each is to be a movement of its own.
 */
export function planSpread(stocks: readonly Stock[]): readonly Handover[] {
  const root = rootOf(stocks);
  if (root === undefined) return [];
  return locationsOf(stocks).flatMap((locationId) => spreadAt(stocks, locationId, shardsOf(root)));
}

function spreadAt(stocks: readonly Stock[], locationId: string, shards: number): readonly Handover[] {
  const available = stocks.map((stock) => ({ shard: stock.shard, there: availableAt(stock, locationId) }));
  const total = available.reduce((sum, { there }) => sum + there, 0);
  // What was sold ahead stands on the root: it is met first.
  const shareOf = (shard: number): number => {
    if (shard >= shards) return 0;
    if (total <= 0) return shard === 0 ? total : 0;
    return Math.floor(total / shards) + (shard < total % shards ? 1 : 0);
  };
  const places = available.map(({ shard, there }) => ({
    shard,
    above: Math.min(Math.max(0, there), there - shareOf(shard)),
  }));
  const takers = places.filter(({ above }) => above < 0).map(({ shard, above }) => ({ shard, missing: -above }));
  return places
    .filter(({ above }) => above > 0)
    .flatMap(({ shard: from, above }) => {
      let left = above;
      return takers.flatMap((taker) => {
        const quantity = Math.min(left, taker.missing);
        left -= quantity;
        taker.missing -= quantity;
        if (quantity === 0) return [];
        const given = { locationId, shard: from, quantity: -quantity };
        return [[given, { locationId, shard: taker.shard, quantity }] as const];
      });
    });
}
