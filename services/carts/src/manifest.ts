import { CartCreated, CartUpdated } from "@millrace/contracts/carts";
import { defineService } from "@millrace/contracts/define-service";
import { createCart } from "./http/create-cart.ts";
import { createGuestCart } from "./http/create-guest-cart.ts";
import { getCart } from "./http/get-cart.ts";
import { removeCartLine } from "./http/remove-cart-line.ts";
import { setCartLine } from "./http/set-cart-line.ts";

export const carts = defineService("carts", {
  routes: { createGuestCart, createCart, getCart, setCartLine, removeCartLine },
  publishes: [CartCreated, CartUpdated],
});
