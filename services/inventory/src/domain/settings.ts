import { type Decision, type FactData, fact } from "@millrace/contracts/define-event";
import { StockSettingsChanged } from "@millrace/contracts/inventory";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { requireVersion } from "@millrace/kernel/preconditions";
import { aggregateIdOf, type Stock, type StockPolicy } from "./stock.ts";

/** What a SKU's stock is set to; at version 0 before anybody set anything. */
export type Settings = FactData<typeof StockSettingsChanged> & { readonly version: number };

/** Policy and threshold as staff sets them; `null` is none. */
export type SettingsDraft = { readonly policy: StockPolicy | null; readonly lowAt: number | null };

export function settingsOf(sku: string, stock: Stock | undefined): Settings {
  return omitUndefined({ sku, policy: stock?.policy, lowAt: stock?.lowAt, version: stock?.version ?? 0 });
}

/** Another policy and threshold. Refuses (`VersionMismatch`) a writer who has seen another version of the settings. */
export function changeSettings(
  { sku, version: before }: Settings,
  { policy, lowAt }: SettingsDraft,
  seen: number,
): Decision<Settings, typeof StockSettingsChanged> {
  requireVersion("the settings", before, seen);
  const data = omitUndefined({ sku, policy: policy ?? undefined, lowAt: lowAt ?? undefined });
  const version = before + 1;
  return {
    state: { ...data, version },
    fact: fact(StockSettingsChanged, aggregateIdOf("stk", sku), version, data),
  };
}
