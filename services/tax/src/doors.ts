import { defineDoor } from "@millrace/contracts/define-door";
import type { Table } from "@millrace/table/table";
import { createTaxRates } from "./data/tax-rates.ts";

/** Reads a country's taxes; undefined where the shop collects none. */
export const taxRates = defineDoor({
  service: "tax",
  name: "taxRates",
  actions: ["BatchGetItem"],
  open: (table: Table) => createTaxRates(table).read,
});
