import { primary, type Table } from "@millrace/table/table";
import { Entity } from "electrodb";
import { movementKinds } from "../domain/stock.ts";

export const movementEntity = (table: Table) =>
  new Entity(
    {
      model: { service: "inventory", entity: "movement", version: "1" },
      attributes: {
        sku: { type: "string", required: true },
        locationId: { type: "string", required: true },
        causeId: { type: "string", required: true },
        kind: { type: movementKinds, required: true },
        quantity: { type: "number", required: true },
        movedAt: { type: "string", required: true },
      },
      // A partition of its own, so that the ledger's growth never heats the counters' partition.
      indexes: { bySku: primary({ partition: ["sku", "locationId"], sort: ["causeId", "kind"] }) },
    },
    table,
  );
