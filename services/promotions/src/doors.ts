import { defineDoor } from "@millrace/contracts/define-door";
import { defineRefusal } from "@millrace/kernel/errors";
import type { AppliedPromotion, Candidate, Redemption } from "@millrace/pricing/promotion";
import type { Read } from "@millrace/table/read";
import type { Table } from "@millrace/table/table";
import type { Part } from "@millrace/table/transact";

/** A coupon as a cart keeps it: its code, normalized, and the promotion it belongs to. */
export type CartCoupon = { readonly code: string; readonly promotionId: string };

/** Reads what a coupon's code, normalized, belongs to; no read where there is none. */
export const coupon = defineDoor({
  service: "promotions",
  name: "coupon",
  actions: ["BatchGetItem"],
  open:
    (_table: Table) =>
    (_code: string): readonly Read<CartCoupon>[] => [],
});

/** What one cart's promotions are read from; `candidatesOf` knows what to make of it. */
export type PromotionRecord = { readonly record: string };

/** What `candidatesOf` found. */
export type Candidates = {
  readonly candidates: readonly Candidate[];
  /** Whether the owner has ordered nothing yet; always false for guests, who cannot be known again. */
  readonly firstOrder: boolean;
};

/** Everything that a cart's promotions depend on: at most 14 reads for four coupons. */
export const promotionRecords = defineDoor({
  service: "promotions",
  name: "promotionRecords",
  actions: ["BatchGetItem"],
  open:
    (_table: Table) =>
    (_coupons: readonly CartCoupon[], _ownerId: string): readonly Read<PromotionRecord>[] => [],
});

/** The promotions that a cart could get: automatic ones, and those of its coupons. */
export const candidatesOf = (
  _records: readonly (PromotionRecord | undefined)[],
  _coupons: readonly CartCoupon[],
  _ownerId: string,
): Candidates => ({ candidates: [], firstOrder: false });

/** Counts an order's promotions against their limits: at most two parts each, refused when a limit is reached. */
export const redeem = defineDoor({
  service: "promotions",
  name: "redeem",
  actions: ["PutItem", "UpdateItem"],
  open:
    (_table: Table) =>
    (_redeemed: readonly Redemption[], _ownerId: string, _orderId: string, _at: Date): readonly Part[] => [],
});

/** Gives a canceled order's promotions back: at most two parts each. */
export const giveBack = defineDoor({
  service: "promotions",
  name: "giveBack",
  actions: ["PutItem", "UpdateItem"],
  open:
    (_table: Table) =>
    (_redemptions: readonly Redemption[], _ownerId: string, _orderId: string, _at: Date): readonly Part[] => [],
});

export const PromotionLimitReached = defineRefusal(
  "conflict",
  "promotion.limit_reached",
  "A promotion has been used as often as it may be.",
);

/** Those of the applied promotions that are counted. */
export const redeemedOf = (
  _candidates: readonly Candidate[],
  _applied: readonly AppliedPromotion[],
): readonly Redemption[] => [];
