import { perTable, primary } from "@millrace/table/table";
import { Entity } from "electrodb";

/** A price list as the owner of its prices: how often they changed. What else is known of it is in the book. */
export const priceListEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "catalog", entity: "price_list", version: "1" },
      attributes: {
        priceListId: { type: "string", required: true },
        version: { type: "number", required: true },
      },
      indexes: { byId: primary({ partition: ["priceListId"], sort: [] }) },
    },
    table,
  );
});
