import type { Money } from "@millrace/kernel/money";
import { indexed, perTable, primary } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";
import { type Media, productStatuses } from "../domain/product.ts";

export const productEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "catalog", entity: "product", version: "1" },
      attributes: {
        productId: { type: "string", required: true },
        name: { type: "string", required: true },
        description: { type: "string" },
        slug: { type: "string", required: true },
        status: { type: productStatuses, required: true },
        statusAt: { type: "string", required: true },
        createdAt: { type: "string", required: true },
        media: { type: CustomAttributeType<readonly Media[]>("any"), required: true },
        metadata: { type: CustomAttributeType<Readonly<Record<string, string>>>("any"), required: true },
        categoryIds: { type: CustomAttributeType<readonly string[]>("any"), required: true },
        places: { type: "number", required: true },
        skus: { type: CustomAttributeType<readonly string[]>("any"), required: true },
        fromPrices: { type: CustomAttributeType<readonly Money[]>("any"), required: true },
        version: { type: "number", required: true },
      },
      indexes: {
        byId: primary({ partition: ["productId"], sort: [] }),
        byStatus: indexed("gsi1", { partition: ["status"], sort: ["statusAt", "productId"] }),
      },
    },
    table,
  );
});
