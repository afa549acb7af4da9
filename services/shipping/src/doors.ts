import { defineDoor } from "@millrace/contracts/define-door";
import type { Table } from "@millrace/table/table";
import { createZones } from "./data/zones.ts";

/** Reads how goods get to a country; undefined where the shop ships nothing. */
export const coverage = defineDoor({
  service: "shipping",
  name: "coverage",
  actions: ["BatchGetItem"],
  open: (table: Table) => createZones(table).readCoverage,
});
