import { cancelReasons } from "@millrace/contracts/orders";
import { indexed, perTable, primary } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";
import { fulfillmentStatuses, type Order, orderStatuses, paymentStatuses } from "../domain/order.ts";

export const orderEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "orders", entity: "order", version: "1" },
      attributes: {
        orderId: { type: "string", required: true },
        ownerId: { type: "string", required: true },
        contactId: { type: "string", required: true },
        cartId: { type: "string", required: true },
        paymentId: { type: "string", required: true },
        destination: { type: CustomAttributeType<Order["destination"]>("any"), required: true },
        status: { type: orderStatuses, required: true },
        paymentStatus: { type: paymentStatuses, required: true },
        fulfillmentStatus: { type: fulfillmentStatuses, required: true },
        cancelReason: { type: cancelReasons },
        currency: { type: "string", required: true },
        lines: { type: CustomAttributeType<Order["lines"]>("any"), required: true },
        taxIncluded: { type: "boolean", required: true },
        shipping: { type: CustomAttributeType<NonNullable<Order["shipping"]>>("any") },
        promotions: { type: CustomAttributeType<NonNullable<Order["promotions"]>>("any") },
        holds: { type: CustomAttributeType<Order["holds"]>("any"), required: true },
        redemptions: { type: CustomAttributeType<NonNullable<Order["redemptions"]>>("any") },
        placedAt: { type: "string", required: true },
        expiresAt: { type: "string", required: true },
        version: { type: "number", required: true },
        // Only a placed order is due for anything; these two leave the index with it.
        dueShard: { type: "string" },
        dueAt: { type: "string" },
      },
      indexes: {
        byId: primary({ partition: ["orderId"], sort: [] }),
        // Ids sort by time, and so do an owner's orders.
        ofOwner: indexed("gsi1", { partition: ["ownerId"], sort: ["orderId"] }),
        due: indexed("gsi2", { partition: ["dueShard"], sort: ["dueAt"] }),
      },
    },
    table,
  );
});
