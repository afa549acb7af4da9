import type { Coverage } from "@millrace/pricing/shipping";
import { type Read, readOf } from "@millrace/table/read";
import type { Table } from "@millrace/table/table";
import { coverageEntity } from "./coverage.entity.ts";

/** Every access pattern of shipping. */
export type Zones = {
  /** AP-S1. What can be shipped to a country, to read with others: table get, strongly consistent. */
  readCoverage(country: string): Read<Coverage>;
};

export const createZones = (table: Table): Zones => {
  const coverage = coverageEntity(table);
  return { readCoverage: (country) => readOf<Coverage>(coverage, { country }) };
};
