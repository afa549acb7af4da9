import type { TaxRates } from "@millrace/pricing/tax";
import { type Read, readOf } from "@millrace/table/batch-get";
import type { Page } from "@millrace/table/cursors";
import { itemFrom, pageFrom } from "@millrace/table/results";
import type { Table } from "@millrace/table/table";
import { type TransactItem, writeVersion } from "@millrace/table/transact";
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
    getRates: (country) => itemFrom(entity.get({ country }).go({ consistent: true })),
    listRates: (limit, position) => pageFrom(entity.query.all({ list: "countries" }).go({ limit, cursor: position })),
    replace: (rates) => writeVersion(entity, ["country"], rates),
  };
}
