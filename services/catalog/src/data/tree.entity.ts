import { perTable, primary } from "@millrace/table/table";
import { Entity } from "electrodb";

export const treeEntity = perTable((table) => {
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
});
