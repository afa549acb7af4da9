import { CartAbandoned } from "@millrace/contracts/carts";
import { fact } from "@millrace/contracts/define-event";
import { describe, expect, it } from "vitest";
import { aCart } from "../../../../test/support/a-cart.ts";
import { abandon } from "./abandon-cart.ts";

const expiry = new Date("2026-11-30T09:30:00.000Z");

describe("abandon", () => {
  it("given a cart with something in it that has expired, ends it and tells what was left behind", () => {
    expect(abandon(aCart(), expiry)).toEqual({
      state: aCart({ status: "abandoned", version: 4 }),
      facts: [
        fact(CartAbandoned, "crt_1", 4, {
          cartId: "crt_1",
          ownerId: "gst_1",
          currency: "EUR",
          lines: [{ sku: "TEE", quantity: 2 }],
        }),
      ],
    });
  });

  it("given an empty cart, ends it and tells nothing", () => {
    const empty = aCart({ lines: [] });
    expect(abandon(empty, expiry)).toEqual({ state: { ...empty, status: "abandoned" }, facts: [] });
  });

  it("given a cart that has not expired, leaves it alone", () => {
    expect(abandon(aCart(), new Date(expiry.getTime() - 1))).toBeUndefined();
  });

  it.each(["closed", "merged", "abandoned"] as const)("given a cart that is %s, leaves it alone", (status) => {
    expect(abandon(aCart({ status }), expiry)).toBeUndefined();
  });
});
