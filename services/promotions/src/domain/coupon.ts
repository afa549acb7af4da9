import { type Decision, fact } from "@millrace/contracts/define-event";
import { CouponAdded, CouponDisabled } from "@millrace/contracts/promotions";
import { isoTime } from "@millrace/kernel/clock";
import { defineRefusal } from "@millrace/kernel/errors";
import { requireVersion } from "@millrace/kernel/preconditions";
import type { HeldCoupon } from "@millrace/kernel/sale";
import type { StoredPromotion } from "./promotion.ts";

/** A word that lets a buyer have a promotion. */
export type Coupon = HeldCoupon & {
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

/**
 * New coupons of a promotion, one per code. The promotion's version grows with them, so that each of its facts has its
 * place. Refuses a writer who has seen another version (`VersionMismatch`), and an automatic promotion (`NoCoupons`).
 */
export function issue(
  before: StoredPromotion,
  codes: readonly string[],
  seen: number,
  at: Date,
): Decision<{ readonly promotion: StoredPromotion; readonly coupons: readonly Coupon[] }, typeof CouponAdded> {
  requireVersion("the promotion", before.version, seen);
  if (before.trigger !== "coupon") throw NoCoupons();
  const { promotionId } = before;
  const promotion = { ...before, version: before.version + 1 };
  const coupons = codes.map((code): Coupon => ({ code, promotionId, status: "active", createdAt: isoTime(at) }));
  return {
    state: { promotion, coupons },
    fact: fact(CouponAdded, promotionId, promotion.version, { promotionId, count: codes.length }),
  };
}

/** The end of a coupon, for good. Refuses nothing. */
export function disable(
  before: StoredPromotion,
  coupon: Coupon,
): Decision<{ readonly promotion: StoredPromotion; readonly coupon: Coupon }, typeof CouponDisabled> {
  const { promotionId } = before;
  const promotion = { ...before, version: before.version + 1 };
  return {
    state: { promotion, coupon: { ...coupon, status: "disabled" } },
    fact: fact(CouponDisabled, promotionId, promotion.version, { promotionId }),
  };
}
