import { indexed, perTable, primary } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";
import { type Order, orderStatuses } from "./order.ts";

/** All keys of the three entities begin with it: `$example#…`. */
const service = "example";

export const orderEntity = perTable(
  (table) =>
    new Entity(
      {
        model: { service, entity: "order", version: "1" },
        attributes: {
          orderId: { type: "string", required: true },
          buyerId: { type: "string", required: true },
          status: { type: orderStatuses, required: true },
          email: { type: "string", required: true },
          currency: { type: CustomAttributeType<Order["currency"]>("string"), required: true },
          lines: { type: CustomAttributeType<Order["lines"]>("any"), required: true },
          tags: { type: CustomAttributeType<NonNullable<Order["tags"]>>("any") },
          note: { type: "string" },
          version: { type: "number", required: true },
          placedAt: { type: "string", required: true },
          changedAt: { type: "string", required: true },
          expiresAt: { type: "string", required: true },
          ttl: { type: "number", required: true },
        },
        indexes: {
          byId: primary({ partition: ["orderId"], sort: [] }),
          ofBuyer: indexed("gsi1", { partition: ["buyerId"], sort: ["orderId"] }),
        },
      },
      table,
    ),
);

export const buyerEntity = perTable(
  (table) =>
    new Entity(
      {
        model: { service, entity: "buyer", version: "1" },
        attributes: {
          buyerId: { type: "string", required: true },
          name: { type: "string", required: true },
          orders: { type: "number", required: true },
        },
        indexes: { byId: primary({ partition: ["buyerId"], sort: [] }) },
      },
      table,
    ),
);

export const stockEntity = perTable(
  (table) =>
    new Entity(
      {
        model: { service, entity: "stock", version: "1" },
        attributes: {
          sku: { type: "string", required: true },
          available: { type: "number", required: true },
        },
        indexes: { bySku: primary({ partition: ["sku"], sort: [] }) },
      },
      table,
    ),
);
