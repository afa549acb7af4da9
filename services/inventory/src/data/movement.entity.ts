import { indexed, perTable, primary } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";
import { type Movement, movementKinds } from "../domain/stock.ts";

export const movementEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "inventory", entity: "movement", version: "1" },
      attributes: {
        sku: { type: "string", required: true },
        ledger: { type: "string", required: true },
        entry: { type: "string", required: true },
        causeId: { type: "string", required: true },
        kind: { type: movementKinds, required: true },
        units: { type: CustomAttributeType<Movement["units"]>("any"), required: true },
        movedAt: { type: "string", required: true },
        // Only what is not in the counters yet; it leaves the index with it.
        pendingShard: { type: "string" },
      },
      // Entries of a ledger sort by time, so that DynamoDB could not split one by itself.
      indexes: {
        ofSku: primary({ partition: ["sku", "ledger"], sort: ["entry", "kind"] }),
        pending: indexed("gsi2", { partition: ["pendingShard"], sort: ["sku", "ledger", "entry", "kind"] }),
      },
    },
    table,
  );
});
