import { defineRefusal } from "@millrace/kernel/errors";

/** A coupon as a cart keeps it: its code, normalized, and the promotion it belongs to. */
export type CartCoupon = { readonly code: string; readonly promotionId: string };

/** A word that lets a buyer have a promotion. */
export type Coupon = CartCoupon & {
  readonly status: "active" | "disabled";
  readonly createdAt: string;
};

export const CodeTaken = defineRefusal("conflict", "promotion.code_taken", "A code belongs to a coupon already.");
export const CouponNotFound = defineRefusal("not_found", "promotion.coupon_not_found", "There is no such coupon.");
export const NoCoupons = defineRefusal(
  "conflict",
  "promotion.has_no_coupons",
  "An automatic promotion applies by itself and has no coupons.",
);

/** 60 bits, beyond guessing: 12 characters of 5 bits each, without letters that are read for others. */
export const randomLength = 12;
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** @param random at least 12 bytes from a cryptographic source for each code */
export function generateCodes(count: number, prefix: string, random: Uint8Array): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const bytes = random.subarray(index * randomLength, (index + 1) * randomLength);
    if (bytes.length < randomLength) throw new RangeError(`${count} codes need ${count * randomLength} random bytes.`);
    return prefix + [...bytes].map((byte) => alphabet[byte & 31]).join("");
  });
}

/** New coupons of a promotion, one per code. */
export function couponsOf(promotionId: string, codes: readonly string[], createdAt: string): readonly Coupon[] {
  return codes.map((code) => ({ code, promotionId, status: "active", createdAt }));
}
