import { primary, type Table } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";
import type { PriceList } from "../domain/price-list.ts";

export function priceBookEntity(table: Table) {
  return new Entity(
    {
      model: { service: "catalog", entity: "price_book", version: "1" },
      attributes: {
        book: { type: ["main"] as const, required: true },
        lists: { type: CustomAttributeType<readonly PriceList[]>("any"), required: true },
        version: { type: "number", required: true },
      },
      indexes: { whole: primary({ partition: ["book"], sort: [] }) },
    },
    table,
  );
}
