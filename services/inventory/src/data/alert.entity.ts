import { perTable, primary } from "@millrace/table/table";
import { Entity } from "electrodb";
import { alertStates } from "../domain/alert.ts";

export const alertEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "inventory", entity: "alert", version: "1" },
      attributes: {
        sku: { type: "string", required: true },
        state: { type: alertStates, required: true },
        version: { type: "number", required: true },
      },
      indexes: { bySku: primary({ partition: ["sku"], sort: [] }) },
    },
    table,
  );
});
