import { categoryStatuses } from "@millrace/contracts/catalog";
import { perTable, primary } from "@millrace/table/table";
import { Entity } from "electrodb";

export const categoryEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "catalog", entity: "category", version: "1" },
      attributes: {
        tree: { type: ["main"] as const, required: true },
        categoryId: { type: "string", required: true },
        name: { type: "string", required: true },
        parentId: { type: "string" },
        status: { type: categoryStatuses, required: true },
        assigned: { type: "number", required: true },
        published: { type: "number", required: true },
        version: { type: "number", required: true },
      },
      // One partition, so that one query reads the whole tree.
      indexes: { inTree: primary({ partition: ["tree"], sort: ["categoryId"] }) },
    },
    table,
  );
});
