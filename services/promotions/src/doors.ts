import { defineDoor } from "@millrace/contracts/define-door";
import { isGuest } from "@millrace/kernel/caller";
import type { HeldCoupon } from "@millrace/kernel/sale";
import { mapRead, type Read } from "@millrace/table/batch-get";
import type { Table } from "@millrace/table/table";
import { createCoupons } from "./data/coupons.ts";
import { createPromotions } from "./data/promotions.ts";
import { createRedemptions } from "./data/redemptions.ts";
import type { PromotionRecord } from "./domain/candidates.ts";

export {
  candidatesOf,
  type PromotionRecord,
  type Redeemed,
  redeemedOf,
  redemptionOf,
} from "./domain/candidates.ts";

/** Reads what a coupon's code, normalized, belongs to; undefined where there is no such coupon. */
export const coupon = defineDoor({
  service: "promotions",
  name: "coupon",
  actions: ["BatchGetItem"],
  open: (table: Table): ((code: string) => Read<HeldCoupon>) => createCoupons(table).read,
});

/** Everything that a cart's promotions depend on, for `candidatesOf`: two reads, and three for each coupon. */
export const promotionRecords = defineDoor({
  service: "promotions",
  name: "promotionRecords",
  actions: ["BatchGetItem"],
  open: (table: Table) => {
    const [promotions, coupons, redemptions] = [
      createPromotions(table),
      createCoupons(table),
      createRedemptions(table),
    ];
    return (held: readonly HeldCoupon[], ownerId: string): readonly Read<PromotionRecord>[] => [
      mapRead(promotions.readActive(), (active): PromotionRecord => ({ record: "active", ...active })),
      mapRead(redemptions.readBuyer(ownerId), (buyer): PromotionRecord => ({ record: "buyer", ...buyer })),
      ...held.flatMap(({ code, promotionId }) => [
        mapRead(coupons.read(code), (found): PromotionRecord => ({ record: "coupon", ...found })),
        mapRead(promotions.read(promotionId), (found): PromotionRecord => ({ record: "promotion", ...found })),
        mapRead(
          redemptions.read(promotionId, ownerId),
          (found): PromotionRecord => ({ record: "redemptions", ...found }),
        ),
      ]),
    ];
  },
});

/**
 * Counts an order's promotions against their limits: at most two items each, and one where any is for a first order.
 * Refused when a limit is reached, or the customer's first order is another.
 */
export const redeem = defineDoor({
  service: "promotions",
  name: "redeem",
  actions: ["UpdateItem"],
  open: (table: Table) => createRedemptions(table).redeem,
});

/** Restores a canceled order's promotions: as many items. */
export const restore = defineDoor({
  service: "promotions",
  name: "restore",
  actions: ["UpdateItem"],
  open: (table: Table) => createRedemptions(table).restore,
});

/** Remembers that a customer's order was confirmed, for promotions of the first order: one item, none for a guest. */
export const remember = defineDoor({
  service: "promotions",
  name: "remember",
  actions: ["UpdateItem"],
  open: (table: Table) => {
    const redemptions = createRedemptions(table);
    return (ownerId: string, orderId: string) => (isGuest(ownerId) ? [] : [redemptions.confirm(ownerId, orderId)]);
  },
});
