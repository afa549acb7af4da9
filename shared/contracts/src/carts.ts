import * as z from "zod";
import { defineEvent } from "./define-event.ts";
import { currencyCode, id, ownerId, quantity, sku } from "./values.ts";

const cart = z.strictObject({
  cartId: id("cart"),
  ownerId,
  currency: currencyCode,
  lines: z.array(z.strictObject({ sku, quantity })).max(40),
});

const example = {
  cartId: "crt_01kaq3v8e0m4t6w8y0a2c4e6g8",
  ownerId: "gst_01kaq3v8e0m4t6w8y0a2c4e6g8",
  currency: "EUR",
  lines: [{ sku: "TEE-BLUE-M", quantity: 2 }],
};

/** A cart was made. */
export const CartCreated = defineEvent({
  service: "carts",
  aggregate: "cartId",
  name: "cart.created",
  version: 1,
  data: cart,
  example,
});

/** Something of a cart changed, its owner included. That a cart was closed is told by its order's own fact. */
export const CartUpdated = defineEvent({
  service: "carts",
  aggregate: "cartId",
  name: "cart.updated",
  version: 1,
  data: cart,
  example,
});

/** The customer's cart after a guest's was merged into it. */
export const CartMerged = defineEvent({
  service: "carts",
  aggregate: "cartId",
  name: "cart.merged",
  version: 1,
  data: cart.extend({ guestCartId: id("cart"), guestId: id("guest") }),
  example: {
    ...example,
    ownerId: "cus_0d8f6f0e-5f0b-4a57-9a3e-2f1c7f7d9b10",
    guestCartId: "crt_01kaq3v8e0m4t6w8y0a2c4e6ga",
    guestId: "gst_01kaq3v8e0m4t6w8y0a2c4e6g8",
  },
});

/** A cart with something in it whose owner did not come back before it expired. */
export const CartAbandoned = defineEvent({
  service: "carts",
  aggregate: "cartId",
  name: "cart.abandoned",
  version: 1,
  data: cart,
  example,
});
