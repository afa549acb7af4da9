import { primary, type Table } from "@millrace/table/table";
import { Entity } from "electrodb";
import { cartStatuses } from "../domain/cart.ts";

export const cartEntity = (table: Table) =>
  new Entity(
    {
      model: { service: "carts", entity: "cart", version: "1" },
      attributes: {
        cartId: { type: "string", required: true },
        ownerId: { type: "string", required: true },
        currency: { type: "string", required: true },
        status: { type: cartStatuses, required: true },
        lines: {
          type: "list",
          required: true,
          items: {
            type: "map",
            properties: {
              sku: { type: "string", required: true },
              quantity: { type: "number", required: true },
              unitPrice: { type: "number", required: true },
            },
          },
        },
        version: { type: "number", required: true },
        createdAt: { type: "string", required: true },
        expiresAt: { type: "string", required: true },
        ttl: { type: "number", required: true },
        orderId: { type: "string" },
      },
      indexes: { byId: primary({ partition: ["cartId"], sort: [] }) },
    },
    table,
  );
