import * as z from "zod";
import { defineEvent } from "./define-event.ts";
import { customerGroups, distinct, id, moneyValue, sku, text, timestamp } from "./values.ts";

/** Parts per million; 100 % takes everything off. */
const rate = z
  .int()
  .min(0)
  .max(1_000_000)
  .meta({ description: "Parts per million: 10 % is 100000.", example: 100_000 });

const perCurrency = z
  .array(moneyValue)
  .min(1)
  .max(10)
  .refine((amounts) => distinct(amounts.map(({ currency }) => currency)), "names a currency twice")
  .meta({ description: "One amount per currency." });

const maxConcerned = 100;

const conditions = z.strictObject({
  minSubtotal: perCurrency.optional(),
  minQuantity: z.int().min(1).max(10_000).optional(),
  skus: z.array(sku).min(1).max(maxConcerned).refine(distinct, "names a SKU twice").optional(),
  productIds: z.array(id("product")).min(1).max(maxConcerned).refine(distinct, "names a product twice").optional(),
  categoryIds: z.array(id("category")).min(1).max(50).refine(distinct, "names a category twice").optional(),
  groups: customerGroups.min(1).optional(),
  firstOrder: z.boolean().optional(),
});

const effect = z
  .union([
    z.strictObject({ kind: z.literal("percentage"), rate }),
    z.strictObject({ kind: z.literal("fixed"), amounts: perCurrency }),
    z.strictObject({ kind: z.literal("free_shipping") }),
    z.strictObject({
      kind: z.literal("buy_x_get_y"),
      buy: z.int().min(1).max(1000),
      get: z.int().min(1).max(1000),
      rate,
    }),
    z.strictObject({
      kind: z.literal("tiered"),
      tiers: z
        .array(z.strictObject({ from: perCurrency, rate }))
        .min(1)
        .max(10),
    }),
  ])
  .meta({ example: { kind: "percentage", rate: 100_000 } });

const limits = z.strictObject({
  total: z.int().min(1).max(1_000_000_000).optional().meta({ description: "How often in all." }),
  perCustomer: z.int().min(1).max(10_000).optional().meta({ description: "How often by one customer." }),
});

/** A promotion applies while it is active; archived is for good. */
export const promotionStatuses = ["active", "paused", "archived"] as const;

/** What a promotion is. */
export const promotion = z.strictObject({
  promotionId: id("promotion"),
  name: text(200),
  trigger: z.enum(["automatic", "coupon"]),
  status: z.enum(promotionStatuses),
  startsAt: timestamp.optional(),
  endsAt: timestamp.optional(),
  conditions,
  effect,
  stacking: z.enum(["exclusive", "stackable"]),
  priority: z.int().min(0).max(1000).meta({ description: "Lower goes first; later ones work on what is left." }),
  limits,
});

const example = {
  promotionId: "prm_01kaq3v8e0m4t6w8y0a2c4e6g8",
  name: "Ten percent off",
  trigger: "coupon" as const,
  status: "active" as const,
  conditions: {},
  effect: { kind: "percentage" as const, rate: 100_000 },
  stacking: "stackable" as const,
  priority: 10,
  limits: { perCustomer: 1 },
};

/** A promotion was created. */
export const PromotionCreated = defineEvent({
  service: "promotions",
  aggregate: "promotionId",
  name: "promotion.created",
  version: 1,
  data: promotion,
  example,
});

/** A promotion or its status changed. */
export const PromotionUpdated = defineEvent({
  service: "promotions",
  aggregate: "promotionId",
  name: "promotion.updated",
  version: 1,
  data: promotion,
  example: { ...example, status: "paused" as const },
});

/** A promotion got coupons. Their codes are left out: whoever knows one may use it. */
export const CouponAdded = defineEvent({
  service: "promotions",
  aggregate: "promotionId",
  name: "coupon.added",
  version: 1,
  data: z.strictObject({ promotionId: id("promotion"), count: z.int().min(1) }),
  example: { promotionId: example.promotionId, count: 50 },
});

/** A coupon of a promotion ended. */
export const CouponDisabled = defineEvent({
  service: "promotions",
  aggregate: "promotionId",
  name: "coupon.disabled",
  version: 1,
  data: z.strictObject({ promotionId: id("promotion") }),
  example: { promotionId: example.promotionId },
});
