import * as z from "zod";
import { defineEvent } from "./define-event.ts";
import { currencyCode, id, quantity, sku } from "./values.ts";

/** The owner of a cart, a contact or an order: a customer by Cognito `sub`, or a guest. */
export const ownerId = z.union([id("customer"), id("guest")]);

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

export const CartCreated = defineEvent({ service: "carts", name: "cart.created", version: 1, data: cart, example });
export const CartUpdated = defineEvent({ service: "carts", name: "cart.updated", version: 1, data: cart, example });
