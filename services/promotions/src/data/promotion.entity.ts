import { promotionStatuses } from "@millrace/contracts/promotions";
import { indexed, perTable, primary } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";
import type { StoredPromotion } from "../domain/promotion.ts";

export const promotionEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "promotions", entity: "promotion", version: "1" },
      attributes: {
        promotionId: { type: "string", required: true },
        name: { type: "string", required: true },
        trigger: { type: ["automatic", "coupon"] as const, required: true },
        status: { type: promotionStatuses, required: true },
        startsAt: { type: "string" },
        endsAt: { type: "string" },
        conditions: { type: CustomAttributeType<StoredPromotion["conditions"]>("any"), required: true },
        effect: { type: CustomAttributeType<StoredPromotion["effect"]>("any"), required: true },
        stacking: { type: ["exclusive", "stackable"] as const, required: true },
        priority: { type: "number", required: true },
        limits: { type: CustomAttributeType<StoredPromotion["limits"]>("any"), required: true },
        redeemed: { type: "number", required: true },
        createdAt: { type: "string", required: true },
        version: { type: "number", required: true },
      },
      indexes: {
        byId: primary({ partition: ["promotionId"], sort: [] }),
        byStatus: indexed("gsi1", { partition: ["status"], sort: ["promotionId"] }),
      },
    },
    table,
  );
});
