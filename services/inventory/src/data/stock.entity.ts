import { indexed, perTable, primary } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";
import type { Stock, StockPolicy } from "../domain/stock.ts";

export const stockEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "inventory", entity: "stock", version: "1" },
      attributes: {
        sku: { type: "string", required: true },
        levels: { type: CustomAttributeType<Stock["levels"]>("any"), required: true },
        policy: { type: CustomAttributeType<StockPolicy>("any") },
        lowAt: { type: "number" },
        version: { type: "number" },
        moves: { type: "number" },
        // Only while a ticket may not be claimed; it leaves the index with it.
        openShard: { type: "string" },
      },
      indexes: {
        bySku: primary({ partition: ["sku"], sort: [] }),
        open: indexed("gsi2", { partition: ["openShard"], sort: ["sku"] }),
      },
    },
    table,
  );
});
