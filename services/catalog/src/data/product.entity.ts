import { productStatuses } from "@millrace/contracts/catalog-api";
import { indexed, primary, type Table } from "@millrace/table/table";
import { Entity } from "electrodb";

export const productEntity = (table: Table) =>
  new Entity(
    {
      model: { service: "catalog", entity: "product", version: "1" },
      attributes: {
        productId: { type: "string", required: true },
        name: { type: "string", required: true },
        description: { type: "string" },
        status: { type: productStatuses, required: true },
        statusAt: { type: "string", required: true },
        createdAt: { type: "string", required: true },
        skus: { type: "list", required: true, items: { type: "string" } },
        fromPrices: {
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
        version: { type: "number", required: true },
      },
      indexes: {
        byId: primary({ partition: ["productId"], sort: [] }),
        byStatus: indexed("gsi1", { partition: ["status"], sort: ["statusAt", "productId"] }),
      },
    },
    table,
  );
