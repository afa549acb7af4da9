import { allocationStrategy } from "@millrace/contracts/inventory";
import { perTable, primary } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";
import type { LocationBook } from "../domain/location.ts";

export const locationBookEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "inventory", entity: "location_book", version: "1" },
      attributes: {
        book: { type: ["main"] as const, required: true },
        locations: { type: CustomAttributeType<LocationBook["locations"]>("any"), required: true },
        strategy: { type: allocationStrategy.options, required: true },
        version: { type: "number", required: true },
      },
      indexes: { whole: primary({ partition: ["book"], sort: [] }) },
    },
    table,
  );
});
