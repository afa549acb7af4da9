import { primary, type Table } from "@millrace/table/table";
import { Entity } from "electrodb";

export function treeEntity(table: Table) {
  return new Entity(
    {
      model: { service: "catalog", entity: "tree", version: "1" },
      attributes: {
        tree: { type: ["main"] as const, required: true },
        version: { type: "number", required: true },
        made: { type: "number", required: true },
      },
      indexes: { whole: primary({ partition: ["tree"], sort: [] }) },
    },
    table,
  );
}
