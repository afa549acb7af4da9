import { VersionMismatch } from "@millrace/kernel/refusals";
import type { TaxRates } from "@millrace/pricing/tax";
import { type Read, readOf } from "@millrace/table/batch-get";
import type { Page } from "@millrace/table/cursors";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import { taxRatesEntity } from "./tax-rates.entity.ts";

/** Every access pattern of taxes. */
export type TaxRatesStore = {
  /** AP-T1. A country's taxes, to read with others: table get, strongly consistent. */
  read(country: string): Read<TaxRates>;
  /** AP-T2. A country's taxes, alone: table get, strongly consistent. */
  getRates(country: string): Promise<TaxRates | undefined>;
  /**
   * AP-T3. The taxes of all countries, by country code: gsi1 query, eventually consistent, one page. One partition,
   * because there are at most 249 countries and staff alone asks.
   */
  listRates(limit: number, position: string | null): Promise<Page<TaxRates>>;
  /** AP-T4. A country's first taxes, or others in their place. Its journal entry holds the lock. */
  replace(rates: TaxRates): TransactItem;
};

export function createTaxRates(table: Table): TaxRatesStore {
  const entity = taxRatesEntity(table);
  return {
    read: (country) => readOf<TaxRates>(entity, { country }),
    async getRates(country) {
      const { data } = await entity.get({ country }).go({ consistent: true });
      return data ?? undefined;
    },
    async listRates(limit, position) {
      const { data, cursor } = await entity.query.all({ list: "countries" }).go({ limit, cursor: position });
      return { items: data, position: cursor };
    },
    replace: ({ country, ...rates }) =>
      transactItem(
        entity,
        (writes) =>
          rates.version === 1 ? writes.create({ country, ...rates }) : writes.patch({ country }).set({ ...rates }),
        () => VersionMismatch(),
      ),
  };
}
