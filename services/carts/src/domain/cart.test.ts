import type { Owner } from "@millrace/kernel/caller";
import { describe, expect, it } from "vitest";
import { aCart } from "../../../../test/support/a-cart.ts";
import { type Cart, ownCart, requireChangeable } from "./cart.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
const guest: Owner = { kind: "guest", ownerId: "gst_1" };

describe("ownCart", () => {
  it.each<[string, Cart | undefined, Owner, Date]>([
    ["an unknown cart", undefined, guest, at],
    ["another guest's cart", aCart({ ownerId: "gst_2" }), guest, at],
    ["a guest's cart from a customer", aCart(), { kind: "customer", ownerId: "cus_1", groups: [] }, at],
    ["an expired cart", aCart(), guest, new Date("2026-11-30T09:30:00.000Z")],
  ])("hides %s", (_, cart, caller, when) => {
    expect(() => ownCart(cart, caller, when)).toThrow("There is no such cart.");
  });

  it("shows the owner's cart", () => {
    expect(ownCart(aCart(), guest, at)).toEqual(aCart());
  });
});

describe("requireChangeable", () => {
  it.each([
    ["open", 3, undefined],
    ["open", 2, "version.mismatch"],
    ["open", 4, "version.mismatch"],
    ["closed", 3, "cart.closed"],
    ["closed", 2, "cart.closed"],
    ["merged", 3, "cart.closed"],
    ["abandoned", 3, "cart.closed"],
  ] as const)("judges a %s cart of version 3 for who saw %i: %s", (status, version, code) => {
    const judge = () => requireChangeable(aCart({ status }), version);
    if (code === undefined) expect(judge).not.toThrow();
    else expect(judge).toThrow(expect.objectContaining({ declaration: expect.objectContaining({ code }) }));
  });
});
