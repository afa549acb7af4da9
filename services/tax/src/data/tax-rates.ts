import type { TaxRates } from "@millrace/pricing/tax";
import { type Read, readOf } from "@millrace/table/read";
import type { Table } from "@millrace/table/table";
import { taxRatesEntity } from "./tax-rates.entity.ts";

/** Every access pattern of taxes. */
export type TaxRatesStore = {
  /** AP-T1. A country's taxes, to read with others: table get, strongly consistent. */
  read(country: string): Read<TaxRates>;
};

export const createTaxRates = (table: Table): TaxRatesStore => {
  const entity = taxRatesEntity(table);
  return { read: (country) => readOf<TaxRates>(entity, { country }) };
};
