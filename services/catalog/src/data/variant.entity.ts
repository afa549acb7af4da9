import { productStatuses } from "@millrace/contracts/catalog-api";
import { primary, type Table } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";

export const variantEntity = (table: Table) =>
  new Entity(
    {
      model: { service: "catalog", entity: "variant", version: "1" },
      attributes: {
        sku: { type: "string", required: true },
        productId: { type: "string", required: true },
        title: { type: "string", required: true },
        options: { type: CustomAttributeType<Readonly<Record<string, string>>>("any"), required: true },
        prices: {
          type: "list",
          required: true,
          items: {
            type: "map",
            properties: {
              amount: { type: "number", required: true },
              currency: { type: "string", required: true },
            },
          },
        },
        status: { type: productStatuses, required: true },
      },
      // Keyed by the SKU alone: that is what keeps a SKU from belonging to two products.
      indexes: { bySku: primary({ partition: ["sku"], sort: [] }) },
    },
    table,
  );
