import { CartAbandoned, CartCreated, CartMerged, CartUpdated } from "@millrace/contracts/carts";
import { defineService } from "@millrace/contracts/define-service";
import { addCoupon } from "./http/add-coupon.ts";
import { claimCart } from "./http/claim-cart.ts";
import { createCart } from "./http/create-cart.ts";
import { createGuestCart } from "./http/create-guest-cart.ts";
import { getCart } from "./http/get-cart.ts";
import { listMyCarts } from "./http/list-my-carts.ts";
import { mergeCart } from "./http/merge-cart.ts";
import { removeCartLine } from "./http/remove-cart-line.ts";
import { removeCoupon } from "./http/remove-coupon.ts";
import { setCartLine } from "./http/set-cart-line.ts";
import { updateCart } from "./http/update-cart.ts";
import { abandonCarts } from "./schedules/abandon-carts.ts";
import { settings } from "./settings.ts";

export const carts = defineService("carts", {
  purpose: "What buyers intend to order, with today's prices, stock, promotions, taxes and shipping.",
  routes: {
    createGuestCart,
    createCart,
    getCart,
    listMyCarts,
    updateCart,
    setCartLine,
    removeCartLine,
    addCoupon,
    removeCoupon,
    mergeCart,
    claimCart,
  },
  publishes: [CartCreated, CartUpdated, CartMerged, CartAbandoned],
  schedules: { abandonCarts },
  settings,
});
