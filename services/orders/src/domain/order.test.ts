import { money } from "@millrace/kernel/money";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cancelUnpaid,
  confirm,
  factOf,
  mayBecome,
  type Order,
  type OrderStatus,
  orderNumberOf,
  orderStatuses,
  totalOf,
} from "./order.ts";
import { placeOrder } from "./place-order.ts";

const at = new Date("2026-11-23T09:30:00.000Z");

const command = {
  orderId: "ord_01kaq3v8e0m4t6w8y0a2c4e6g8",
  paymentId: "pay_01kaq3v8e0m4t6w8y0a2c4e6g8",
  contactId: "con_01kaq3v8e0m4t6w8y0a2c4e6g8",
  cart: {
    cartId: "crt_01kaq3v8e0m4t6w8y0a2c4e6g8",
    ownerId: "gst_01kaq3v8e0m4t6w8y0a2c4e6g8",
    currency: "EUR",
    lines: [
      { sku: "TEE", quantity: 2 },
      { sku: "MUG", quantity: 1 },
    ],
  },
  priceOf: (sku: string) => ({ title: sku, unitPrice: sku === "TEE" ? 1990 : 900 }),
  expectedTotal: money(4880, "EUR"),
};

const anOrder = (status: OrderStatus): Order => ({ ...placeOrder(command, at), status });

describe("placeOrder", () => {
  it("prices each line and holds the stock for half an hour", () => {
    const order = placeOrder(command, at);
    expect(totalOf(order)).toEqual({ amount: 4880, currency: "EUR" });
    expect(order).toMatchObject({ status: "placed", paymentStatus: "pending", version: 1 });
    expect(order.expiresAt).toBe("2026-11-23T10:00:00.000Z");
  });

  it("refuses a total that the buyer did not agree to, and says the new one", () => {
    expect(() => placeOrder({ ...command, expectedTotal: money(4879, "EUR") }, at)).toThrowError(
      expect.objectContaining({
        declaration: expect.objectContaining({ code: "cart.changed" }),
        details: { members: { total: { amount: 4880, currency: "EUR" } } },
      }),
    );
  });

  it("refuses an amount that is right in the wrong currency", () => {
    expect(() => placeOrder({ ...command, expectedTotal: money(4880, "USD") }, at)).toThrowError(
      expect.objectContaining({ declaration: expect.objectContaining({ code: "cart.changed" }) }),
    );
  });

  it("names every line that can no longer be bought", () => {
    expect(() => placeOrder({ ...command, priceOf: () => undefined }, at)).toThrowError(
      expect.objectContaining({
        details: {
          errors: [
            { field: "lines.TEE", reason: "is not sold in EUR any more" },
            { field: "lines.MUG", reason: "is not sold in EUR any more" },
          ],
        },
      }),
    );
  });

  it("refuses an empty cart", () => {
    expect(() => placeOrder({ ...command, cart: { ...command.cart, lines: [] } }, at)).toThrowError(
      expect.objectContaining({ declaration: expect.objectContaining({ code: "cart.empty" }) }),
    );
  });
});

describe("an order's way", () => {
  it.each(orderStatuses)("confirms only from where the table allows: %s", (status) => {
    expect(confirm(anOrder(status)) !== undefined).toBe(mayBecome(status, "confirmed"));
  });

  it.each(orderStatuses)("cancels as unpaid only what is placed: %s", (status) => {
    const change = cancelUnpaid(anOrder(status), "unpaid");
    expect(change?.status).toBe(status === "placed" ? "canceled" : undefined);
  });

  it("says which payment failed it", () => {
    expect(cancelUnpaid(anOrder("placed"), "payment_failed")).toEqual({
      status: "canceled",
      paymentStatus: "failed",
      cancelReason: "payment_failed",
    });
    expect(cancelUnpaid(anOrder("placed"), "unpaid")).toMatchObject({ paymentStatus: "canceled" });
  });

  it("never leaves a final status", () => {
    for (const to of orderStatuses) {
      expect(mayBecome("completed", to)).toBe(false);
      expect(mayBecome("canceled", to)).toBe(false);
    }
  });
});

describe("an order's facts", () => {
  it("carry lines that sum to the total, whatever was ordered", () => {
    const line = fc.record({
      sku: fc.stringMatching(/^[A-Z]{1,8}$/),
      title: fc.constant("x"),
      quantity: fc.integer({ min: 1, max: 10_000 }),
      unitPrice: fc.integer({ min: 0, max: 1_000_000 }),
    });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), (lines) => {
        const { lines: told, total } = factOf({ ...anOrder("placed"), lines });
        expect(told.reduce((amount, { total: { amount: of } }) => amount + of, 0)).toBe(total.amount);
      }),
    );
  });

  it("name the order by a number that comes from its id", () => {
    expect(orderNumberOf("ord_01kaq3v8e0m4t6w8y0a2c4e6g8")).toBe("M-W8Y0-A2C4-E6G8");
  });
});
