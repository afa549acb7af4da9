import { indexed, perTable, primary } from "@millrace/table/table";
import { Entity } from "electrodb";

export const couponEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "promotions", entity: "coupon", version: "1" },
      attributes: {
        code: { type: "string", required: true },
        promotionId: { type: "string", required: true },
        status: { type: ["active", "disabled"] as const, required: true },
        createdAt: { type: "string", required: true },
      },
      // Keyed by the code alone: that is what keeps a code from belonging to two promotions.
      indexes: {
        byCode: primary({ partition: ["code"], sort: [] }),
        ofPromotion: indexed("gsi1", { partition: ["promotionId"], sort: ["code"] }),
      },
    },
    table,
  );
});
