import type { Opened } from "@millrace/contracts/define-door";
import type { HeldCoupon } from "@millrace/kernel/sale";
import { isActive } from "@millrace/pricing/discounts";
import * as promotions from "@millrace/promotions/doors";
import { batchGet } from "@millrace/table/batch-get";
import { CouponUnknown } from "../domain/cart.ts";
import type { Ports } from "../ports.ts";

/** What codes are made coupons through. */
export const couponDoors = { coupon: promotions.coupon, promotionRecords: promotions.promotionRecords };

/**
 * The coupons of codes, as a cart keeps them. Nothing is read without codes.
 *
 * @throws CouponUnknown in the same words for a code that is none, that was disabled, is over or has not begun: who
 * tries codes out learns nothing of those to come
 */
export async function readCoupons(
  { table }: Ports,
  doors: Opened<typeof couponDoors>,
  codes: readonly string[],
  ownerId: string,
  at: Date,
): Promise<readonly HeldCoupon[]> {
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
