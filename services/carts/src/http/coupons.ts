import { readTogether } from "@millrace/table/read";
import { type CartCoupon, CouponUnknown } from "../domain/cart.ts";
import type { Ports } from "../env.ts";

/** The coupons of codes, as a cart keeps them; refused with every code that is none. No read without codes. */
export const readCoupons = async (
  { doors, table }: Pick<Ports, "doors" | "table">,
  codes: readonly string[],
): Promise<readonly CartCoupon[]> => {
  if (codes.length === 0) return [];
  const [found] = await readTogether(table, [codes.flatMap(doors.coupon)]);
  const coupons = found.filter((coupon) => coupon !== undefined);
  const known = new Set(coupons.map(({ code }) => code));
  const unknown = codes.filter((code) => !known.has(code));
  if (unknown.length > 0) {
    throw CouponUnknown(undefined, {
      errors: unknown.map((code) => ({ field: `coupons.${code}`, reason: "is no coupon of this shop" })),
    });
  }
  return coupons.map(({ code, promotionId }) => ({ code, promotionId }));
};
