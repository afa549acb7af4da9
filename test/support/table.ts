import type { Table } from "@millrace/table/table";
import { inject } from "vitest";
import { createTable } from "./create-table.ts";

/** An empty table with every index, in a database that no other test sees. */
export function freshTable(): Promise<Table> {
  return createTable(inject("dynamodbEndpoint"));
}
