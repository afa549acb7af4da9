import { primary, type Table } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";
import { type Movement, movementKinds } from "../domain/stock.ts";

export const movementEntity = (table: Table) =>
  new Entity(
    {
      model: { service: "inventory", entity: "movement", version: "1" },
      attributes: {
        sku: { type: "string", required: true },
        causeId: { type: "string", required: true },
        kind: { type: movementKinds, required: true },
        pieces: { type: CustomAttributeType<Movement["pieces"]>("any"), required: true },
        movedAt: { type: "string", required: true },
      },
      // The label keeps the ledger's growth out of the partition of the counters.
      indexes: { ledger: primary({ partition: ["sku"], sort: ["causeId", "kind"] }) },
    },
    table,
  );
