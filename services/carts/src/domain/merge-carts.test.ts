import { CartMerged } from "@millrace/contracts/carts";
import { fact } from "@millrace/contracts/define-event";
import { describe, expect, it } from "vitest";
import { aCart } from "../../../../test/support/a-cart.ts";
import type { Cart } from "./cart.ts";
import { mergeCarts, provedGuestCart } from "./merge-carts.ts";

const at = new Date("2026-11-24T09:30:00.000Z");
const own = aCart({
  cartId: "crt_own",
  ownerId: "cus_1",
  lines: [
    { sku: "TEE", quantity: 2, unitPrice: 1990 },
    { sku: "CAP", quantity: 1, unitPrice: 900 },
  ],
});
function sellsNothing() {
  return undefined;
}
function codeOf(code: string) {
  return expect.objectContaining({ declaration: expect.objectContaining({ code }) }) as Error;
}

describe("provedGuestCart", () => {
  it("gives the open cart of the guest whom the token names", () => {
    expect(provedGuestCart(aCart(), "gst_1", at)).toEqual(aCart());
  });

  it.each<[string, Cart | undefined, string | undefined, string]>([
    ["an unknown cart", undefined, "gst_1", "cart.guest_unproved"],
    ["a token that proves nobody", aCart(), undefined, "cart.guest_unproved"],
    ["another guest's cart", aCart(), "gst_2", "cart.guest_unproved"],
    ["an expired cart", aCart({ expiresAt: "2026-11-24T09:30:00.000Z" }), "gst_1", "cart.guest_unproved"],
    ["a cart merged before", aCart({ status: "merged" }), "gst_1", "cart.closed"],
    ["a cart checked out", aCart({ status: "closed" }), "gst_1", "cart.closed"],
  ])("refuses %s", (_, cart, guestId, code) => {
    expect(() => provedGuestCart(cart, guestId, at)).toThrow(codeOf(code));
  });
});

describe("mergeCarts", () => {
  it("given two carts, keeps of each SKU the line with more units, at its price, and tells of both", () => {
    const lines = [
      { sku: "MUG", quantity: 1, unitPrice: 700 },
      { sku: "TEE", quantity: 5, unitPrice: 1790 },
      { sku: "CAP", quantity: 1, unitPrice: 1 },
    ];
    const { state, fact: told } = mergeCarts(own, aCart({ lines }), sellsNothing, at);
    expect(state).toMatchObject({
      cartId: "crt_own",
      ownerId: "cus_1",
      version: 4,
      lines: [
        { sku: "TEE", quantity: 5, unitPrice: 1790 },
        { sku: "CAP", quantity: 1, unitPrice: 900 },
        { sku: "MUG", quantity: 1, unitPrice: 700 },
      ],
    });
    expect(told).toEqual(
      fact(CartMerged, "crt_own", 4, {
        cartId: "crt_own",
        ownerId: "cus_1",
        currency: "EUR",
        lines: [
          { sku: "TEE", quantity: 5 },
          { sku: "CAP", quantity: 1 },
          { sku: "MUG", quantity: 1 },
        ],
        guestCartId: "crt_1",
        guestId: "gst_1",
      }),
    );
  });

  it("takes what the guest said where the own cart says nothing", () => {
    const guest = aCart({
      coupons: [{ code: "TEN", promotionId: "prm_1" }],
      destination: { country: "DE" },
      shippingMethodId: "shm_1",
      note: "Ring twice.",
    });
    const { coupons, destination, shippingMethodId, note } = guest;
    expect(mergeCarts(own, guest, sellsNothing, at).state).toMatchObject({
      coupons,
      destination,
      shippingMethodId,
      note,
    });
    const said = {
      coupons: [{ code: "FREE", promotionId: "prm_2" }],
      destination: { country: "FR" },
      shippingMethodId: "shm_2",
      note: "Ring once.",
    };
    expect(mergeCarts({ ...own, ...said }, guest, sellsNothing, at).state).toMatchObject(said);
  });

  it("prices a guest's lines of another currency anew, and only those that stay", () => {
    const lines = [
      { sku: "MUG", quantity: 1, unitPrice: 1 },
      { sku: "CAP", quantity: 1, unitPrice: 1 },
    ];
    const guest = aCart({ currency: "USD", lines });
    const mugs = ({ sku }: { readonly sku: string }) => (sku === "MUG" ? { unitPrice: 750 } : undefined);
    const { state } = mergeCarts(own, guest, mugs, at);
    expect(state.lines).toEqual([...own.lines, { sku: "MUG", quantity: 1, unitPrice: 750 }]);
    expect(() => mergeCarts(own, guest, sellsNothing, at)).toThrow(codeOf("cart.sku_not_sellable"));
  });

  it("holds no more than one order can", () => {
    const lines = Array.from({ length: 39 }, (_, index) => ({ sku: `S${index}`, quantity: 1, unitPrice: 1 }));
    expect(() => mergeCarts(own, aCart({ lines }), sellsNothing, at)).toThrow(codeOf("cart.full"));
  });
});
