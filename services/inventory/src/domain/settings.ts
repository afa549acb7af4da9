import type { stockSettingsDraft } from "@millrace/contracts/inventory-api";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { VersionMismatch } from "@millrace/kernel/refusals";
import type { z } from "zod";
import { everShardsOf, type Stock, type StockPolicy, shardsOf } from "./stock.ts";

/** What a SKU's stock is set to; at version 0 before anybody set anything. */
export type Settings = {
  readonly sku: string;
  readonly policy?: StockPolicy;
  readonly lowAt?: number;
  readonly shards: number;
  readonly version: number;
};

/** The aggregate of a SKU's settings. SKUs have no lower case, so no two share one. */
export function settingsIdOf(sku: string): string {
  return `stk_${sku.toLowerCase()}`;
}

export function settingsOf(sku: string, root: Stock | undefined): Settings {
  return omitUndefined({
    sku,
    policy: root?.policy,
    lowAt: root?.lowAt,
    shards: root === undefined ? 1 : shardsOf(root),
    version: root?.version ?? 0,
  });
}

/** The settings after a change by a writer who has seen a version of them. */
export function withSettings(
  { sku, shards, version }: Settings,
  { policy, lowAt }: z.output<typeof stockSettingsDraft>,
  seen: number | undefined,
): Settings {
  if (version !== seen) throw VersionMismatch(`The settings are at version ${version}.`);
  return omitUndefined({
    sku,
    policy: policy === null ? undefined : omitUndefined(policy),
    lowAt: lowAt ?? undefined,
    shards,
    version: version + 1,
  });
}

/** The shards that have to be made before stock can be spread over so many. */
export function newShards(root: Stock, shards: number): readonly number[] {
  return Array.from({ length: Math.max(0, shards - everShardsOf(root)) }, (_, index) => everShardsOf(root) + index);
}
