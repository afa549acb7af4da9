import type { SkuQuantity } from "@millrace/kernel/sale";
import type { ListPrice, Price } from "@millrace/pricing/offer";
import { indexed, perTable, primary } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";
import { productStatuses } from "../domain/product.ts";
import { spellingOf } from "../domain/variant.ts";

export const variantEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "catalog", entity: "variant", version: "1" },
      attributes: {
        sku: { type: "string", required: true },
        spelling: {
          type: "string",
          hidden: true,
          readOnly: true,
          watch: ["sku"],
          set: (_, { sku }) => spellingOf(sku),
        },
        productId: { type: "string", required: true },
        title: { type: "string", required: true },
        options: { type: CustomAttributeType<Readonly<Record<string, string>>>("any"), required: true },
        prices: { type: CustomAttributeType<readonly Price[]>("any"), required: true },
        listPrices: { type: CustomAttributeType<readonly ListPrice[]>("any") },
        taxClass: { type: "string", required: true },
        weightGrams: { type: "number" },
        categoryIds: { type: CustomAttributeType<readonly string[]>("any"), required: true },
        parts: { type: CustomAttributeType<readonly SkuQuantity[]>("any") },
        status: { type: productStatuses, required: true },
      },
      // Keyed by the SKU alone: that is what keeps a SKU from belonging to two products.
      indexes: {
        bySku: primary({ partition: ["sku"], sort: [] }),
        bySpelling: indexed("gsi2", { partition: ["spelling"], sort: [] }),
      },
    },
    table,
  );
});
