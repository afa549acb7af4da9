import type { Cart } from "../../services/carts/src/domain/cart.ts";

/** A guest's open cart of two tees, as a test wishes it otherwise. */
export function aCart(changes: Partial<Cart> = {}): Cart {
  return {
    cartId: "crt_1",
    ownerId: "gst_1",
    currency: "EUR",
    status: "open",
    lines: [{ sku: "TEE", quantity: 2, unitPrice: 1990 }],
    coupons: [],
    version: 3,
    createdAt: "2026-11-23T09:30:00.000Z",
    expiresAt: "2026-11-30T09:30:00.000Z",
    ...changes,
  };
}
