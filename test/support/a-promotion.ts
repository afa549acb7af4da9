import type { StoredPromotion } from "../../services/promotions/src/domain/promotion.ts";

/** A promotion of ten percent off, for coupons, as it was created. */
export function aPromotion(more: Partial<StoredPromotion> = {}): StoredPromotion {
  return {
    promotionId: "prm_1",
    name: "Ten off",
    trigger: "coupon",
    status: "active",
    conditions: {},
    effect: { kind: "percentage", rate: 100_000 },
    stacking: "stackable",
    priority: 1,
    limits: {},
    redeemed: 0,
    createdAt: "2026-11-23T09:30:00.000Z",
    version: 1,
    ...more,
  };
}
