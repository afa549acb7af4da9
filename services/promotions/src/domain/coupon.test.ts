import { fact } from "@millrace/contracts/define-event";
import { CouponAdded, CouponDisabled } from "@millrace/contracts/promotions";
import { describe, expect, it } from "vitest";
import { aPromotion } from "../../../../test/support/a-promotion.ts";
import { type Coupon, disable, generateCodes, issue, randomLength } from "./coupon.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
const createdAt = at.toISOString();
const promotion = aPromotion({ version: 4 });

describe("issue", () => {
  it("given codes, makes a coupon of each, counts them as a version, and tells how many, but no code", () => {
    expect(issue(promotion, ["A1B2", "C3D4"], 4, at)).toEqual({
      state: {
        promotion: { ...promotion, version: 5 },
        coupons: [
          { code: "A1B2", promotionId: "prm_1", status: "active", createdAt },
          { code: "C3D4", promotionId: "prm_1", status: "active", createdAt },
        ],
      },
      fact: fact(CouponAdded, "prm_1", 5, { promotionId: "prm_1", count: 2 }),
    });
  });

  it("given that the promotion changed meanwhile, refuses", () => {
    expect(() => issue(promotion, ["A1B2"], 3, at)).toThrow("Version 4 of the promotion is current.");
  });

  it("given a promotion that applies by itself, refuses", () => {
    expect(() => issue({ ...promotion, trigger: "automatic" }, ["A1B2"], 4, at)).toThrow(
      expect.objectContaining({ declaration: expect.objectContaining({ code: "promotion.has_no_coupons" }) }),
    );
  });
});

describe("disable", () => {
  it("given a coupon, ends it for good, counts that as a version of its promotion, and tells it without the code", () => {
    const coupon: Coupon = { code: "A1B2", promotionId: "prm_1", status: "active", createdAt };
    expect(disable(promotion, coupon)).toEqual({
      state: { promotion: { ...promotion, version: 5 }, coupon: { ...coupon, status: "disabled" } },
      fact: fact(CouponDisabled, "prm_1", 5, { promotionId: "prm_1" }),
    });
  });
});

describe("generated codes", () => {
  it("hold 60 random bits each, behind their prefix", () => {
    const random = Uint8Array.from({ length: 2 * randomLength }, (_, index) => index);
    expect(generateCodes(2, "SPRING", random)).toEqual(["SPRING0123456789AB", "SPRINGCDEFGHJKMNPQ"]);
    expect(() => generateCodes(3, "", random)).toThrowError(RangeError);
  });
});
