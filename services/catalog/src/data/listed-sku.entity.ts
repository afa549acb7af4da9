import { perTable, primary } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";
import type { ListedSku } from "../domain/list-prices.ts";

/** A SKU's prices in one list, as staff list them; the variant has the same prices for carts and checkouts. */
export const listedSkuEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "catalog", entity: "listed_sku", version: "1" },
      attributes: {
        priceListId: { type: "string", required: true },
        sku: { type: "string", required: true },
        // None once they were removed: items are not deleted.
        prices: { type: CustomAttributeType<ListedSku["prices"]>("any"), required: true },
      },
      indexes: { ofList: primary({ partition: ["priceListId"], sort: ["sku"] }) },
    },
    table,
  );
});
