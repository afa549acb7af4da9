import { isActive } from "@millrace/pricing/discounts";
import * as promotions from "@millrace/promotions/doors";
import { batchGet } from "@millrace/table/batch-get";
import { type CartCoupon, CouponUnknown } from "../domain/cart.ts";
import type { Ports } from "../env.ts";

/** What codes are made coupons through. */
export const couponDoors = [promotions.coupon, promotions.promotionRecords];

/**
 * The coupons of codes, as a cart keeps them. A code that is none, that was disabled, is over or has not begun is refused
 * in the same words: who tries codes out learns nothing of those to come. Nothing is read without codes.
 */
export async function readCoupons(
  { doors, table }: Pick<Ports, "doors" | "table">,
  codes: readonly string[],
  ownerId: string,
  at: Date,
): Promise<readonly CartCoupon[]> {
  if (codes.length === 0) return [];
  const [found] = await batchGet(table, [codes.map((code) => doors.coupon(code))]);
  const coupons = found.flatMap((coupon) => (coupon ? [{ code: coupon.code, promotionId: coupon.promotionId }] : []));
  const [records] = await batchGet(table, [doors.promotionRecords(coupons, ownerId)]);
  const { candidates } = promotions.candidatesOf(records, coupons, ownerId);
  const usable = new Set(candidates.filter(({ promotion }) => isActive(promotion, at)).map(({ code }) => code));
  const unknown = codes.filter((code) => !usable.has(code));
  if (unknown.length > 0) {
    throw CouponUnknown(undefined, {
      errors: unknown.map((code) => ({ field: `coupons.${code}`, reason: "is no coupon of this shop" })),
    });
  }
  return coupons;
}
