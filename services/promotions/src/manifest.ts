import { defineService } from "@millrace/contracts/define-service";
import { CouponAdded, CouponDisabled, PromotionCreated, PromotionUpdated } from "@millrace/contracts/promotions";
import { addCoupons } from "./http/add-coupons.ts";
import { createPromotion } from "./http/create-promotion.ts";
import { disableCoupon } from "./http/disable-coupon.ts";
import { getPromotion } from "./http/get-promotion.ts";
import { listCoupons } from "./http/list-coupons.ts";
import { listPromotions } from "./http/list-promotions.ts";
import { setPromotionStatus } from "./http/set-promotion-status.ts";
import { updatePromotion } from "./http/update-promotion.ts";

export const promotions = defineService("promotions", {
  purpose: "What takes something off a price: promotions, and the coupons that some of them need.",
  routes: {
    createPromotion,
    updatePromotion,
    setPromotionStatus,
    getPromotion,
    listPromotions,
    addCoupons,
    listCoupons,
    disableCoupon,
  },
  publishes: [PromotionCreated, PromotionUpdated, CouponAdded, CouponDisabled],
});
