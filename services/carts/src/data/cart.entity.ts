import type { Destination, HeldCoupon } from "@millrace/kernel/sale";
import { indexed, perTable, primary } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";
import { type CartLine, cartStatuses } from "../domain/cart.ts";

export const cartEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "carts", entity: "cart", version: "1" },
      attributes: {
        cartId: { type: "string", required: true },
        ownerId: { type: "string", required: true },
        currency: { type: "string", required: true },
        status: { type: cartStatuses, required: true },
        lines: { type: CustomAttributeType<readonly CartLine[]>("any"), required: true },
        coupons: { type: CustomAttributeType<readonly HeldCoupon[]>("any"), required: true },
        destination: { type: CustomAttributeType<Destination>("any") },
        shippingMethodId: { type: "string" },
        note: { type: "string" },
        version: { type: "number", required: true },
        createdAt: { type: "string", required: true },
        expiresAt: { type: "string", required: true },
        ttl: { type: "number", required: true },
        orderId: { type: "string" },
        mergedInto: { type: "string" },
        // Only an open cart is listed and can be abandoned; with these three it leaves both indexes.
        openOwnerId: { type: "string" },
        dueShard: { type: "string" },
        dueAt: { type: "string" },
      },
      indexes: {
        byId: primary({ partition: ["cartId"], sort: [] }),
        openOfOwner: indexed("gsi1", { partition: ["openOwnerId"], sort: ["createdAt", "cartId"] }),
        due: indexed("gsi2", { partition: ["dueShard"], sort: ["dueAt"] }),
      },
    },
    table,
  );
});
