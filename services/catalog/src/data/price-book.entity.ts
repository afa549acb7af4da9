import { perTable, primary } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";
import type { PriceList } from "../domain/price-list.ts";

export const priceBookEntity = perTable((table) => {
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
});
