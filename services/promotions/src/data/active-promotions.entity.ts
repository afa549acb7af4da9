import { perTable, primary } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";
import type { ActivePromotions } from "../domain/promotion.ts";

export const activePromotionsEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "promotions", entity: "active_promotions", version: "1" },
      attributes: {
        // There is one such item.
        list: { type: ["active"] as const, required: true, default: "active", hidden: true },
        promotions: { type: CustomAttributeType<ActivePromotions["promotions"]>("any"), required: true },
        version: { type: "number", required: true },
      },
      indexes: { whole: primary({ partition: ["list"], sort: [] }) },
    },
    table,
  );
});
