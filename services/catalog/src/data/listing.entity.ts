import { indexed, perTable, primary } from "@millrace/table/table";
import { Entity } from "electrodb";
import { productStatuses } from "../domain/product.ts";

export const listingEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "catalog", entity: "listing", version: "1" },
      attributes: {
        productId: { type: "string", required: true },
        slot: { type: "string", required: true },
        shelf: { type: "string", required: true },
        status: { type: productStatuses, required: true },
        place: { type: "string", required: true },
      },
      indexes: {
        ofProduct: primary({ partition: ["productId"], sort: ["slot"] }),
        onShelf: indexed("gsi1", { partition: ["shelf", "status"], sort: ["place", "productId"] }),
      },
    },
    table,
  );
});
