import { maxAutomatic } from "@millrace/contracts/promotions-api";
import { describe, expect, it } from "vitest";
import { candidatesOf, redeemedOf, redemptionOf } from "./candidates.ts";
import { couponsOf, generateCodes, randomLength } from "./coupon.ts";
import {
  type Board,
  boardWith,
  changePromotion,
  factOf,
  moveTo,
  type PromotionStatus,
  type StoredPromotion,
} from "./promotion.ts";

const at = "2026-11-23T09:30:00.000Z";
function promotion(more: Partial<StoredPromotion> = {}): StoredPromotion {
  return {
    promotionId: "prm_1",
    name: "Ten off",
    trigger: "coupon",
    status: "active",
    conditions: {},
    effect: { kind: "percentage", rate: 100_000 },
    stacking: "stackable",
    priority: 10,
    limits: {},
    redeemed: 3,
    createdAt: at,
    version: 4,
    ...more,
  };
}
function code(of: string) {
  return expect.objectContaining({ declaration: expect.objectContaining({ code: of }) });
}

describe("a promotion's way", () => {
  const allowed: Readonly<Record<PromotionStatus, readonly PromotionStatus[]>> = {
    active: ["active", "paused", "archived"],
    paused: ["active", "paused", "archived"],
    archived: ["archived"],
  };
  const statuses = Object.keys(allowed) as PromotionStatus[];
  it.each(statuses.flatMap((from) => statuses.map((to) => [from, to] as const)))("from %s to %s", (from, to) => {
    const move = () => moveTo(promotion({ status: from }), to, 4);
    if (allowed[from].includes(to)) expect(move()).toMatchObject({ status: to, version: 5, redeemed: 3 });
    else expect(move).toThrowError(code("promotion.archived"));
  });

  it("changes what is named and keeps the rest; null takes a date away", () => {
    const before = promotion({ startsAt: at, endsAt: "2026-12-01T00:00:00.000Z" });
    const after = changePromotion(before, { name: "More off", startsAt: null, endsAt: undefined }, 4);
    expect(after).toEqual({ ...promotion({ endsAt: "2026-12-01T00:00:00.000Z" }), name: "More off", version: 5 });
  });

  it("refuses who saw another version, what is archived, and what would contradict itself", () => {
    const to = (change: object) =>
      changePromotion(promotion(), { startsAt: undefined, endsAt: undefined, ...change }, 4);
    const unchanged = { startsAt: undefined, endsAt: undefined };
    expect(() => changePromotion(promotion(), unchanged, 3)).toThrowError(code("version.mismatch"));
    expect(() => changePromotion(promotion({ status: "archived" }), unchanged, 4)).toThrowError(
      code("promotion.archived"),
    );
    expect(() => to({ startsAt: "2026-12-02T00:00:00.000Z", endsAt: "2026-12-01T00:00:00.000Z" })).toThrowError(
      code("promotion.invalid"),
    );
    const automatic = promotion({ trigger: "automatic" });
    expect(() => changePromotion(automatic, { ...unchanged, limits: { total: 1 } }, 4)).toThrowError(
      code("promotion.invalid"),
    );
  });

  it("is told without what is kept about it", () => {
    expect(Object.keys(factOf(promotion()))).not.toEqual(expect.arrayContaining(["redeemed", "createdAt", "version"]));
  });
});

describe("the board", () => {
  const automatic = (promotionId: string, more: Partial<StoredPromotion> = {}) =>
    promotion({ promotionId, trigger: "automatic", ...more });
  const full: Board = {
    promotions: Array.from({ length: maxAutomatic }, (_, index) => automatic(`prm_${index}`)),
    version: 7,
  };

  it("holds what applies by itself while it is active, at its latest", () => {
    const first = boardWith(undefined, automatic("prm_a"));
    expect(first).toMatchObject({ promotions: [{ promotionId: "prm_a", name: "Ten off" }], version: 1 });
    const changed = boardWith(first, automatic("prm_a", { name: "More off" }));
    expect(changed).toMatchObject({ promotions: [{ name: "More off" }], version: 2 });
    expect(boardWith(changed, automatic("prm_a", { status: "paused" }))).toEqual({ promotions: [], version: 3 });
  });

  it("is left alone by coupons, and by what neither was nor is on it", () => {
    expect(boardWith(full, promotion({ promotionId: "prm_coupon" }))).toBeUndefined();
    expect(boardWith(full, automatic("prm_x", { status: "paused" }))).toBeUndefined();
  });

  it("takes no more than it may, yet changes of what is on it", () => {
    expect(() => boardWith(full, automatic("prm_x"))).toThrowError(code("promotion.board_full"));
    expect(boardWith(full, automatic("prm_3"))?.promotions).toHaveLength(maxAutomatic);
  });
});

describe("what a cart could get", () => {
  const held = { code: "TEN", promotionId: "prm_1" };
  const coupon = { record: "coupon", ...held, status: "active", createdAt: at } as const;
  const stored = { record: "promotion", ...promotion({ limits: { total: 5, perCustomer: 2 } }) } as const;

  it("is what applies by itself, and its coupons' promotions with what was redeemed", () => {
    const board = { record: "board", promotions: [promotion({ promotionId: "prm_auto" })], version: 1 } as const;
    const redemptions = { record: "redemptions", promotionId: "prm_1", ownerId: "cus_1", count: 1 } as const;
    const { candidates } = candidatesOf([board, undefined, coupon, stored, redemptions], [held], "cus_1");
    expect(candidates).toMatchObject([
      { promotion: { promotionId: "prm_auto" } },
      { promotion: { promotionId: "prm_1" }, code: "TEN", redeemed: 3, redeemedByOwner: 1 },
    ]);
  });

  it.each([
    ["unknown", [stored]],
    ["disabled", [{ ...coupon, status: "disabled" as const }, stored]],
    ["another promotion's", [{ ...coupon, promotionId: "prm_2" }, stored]],
    ["of a promotion that is gone", [coupon]],
  ])("is nothing by a code that is %s", (_, found) => {
    const { candidates } = candidatesOf(found, [held], "cus_1");
    expect(candidates).toMatchObject([{ code: "TEN", promotion: { status: "paused" } }]);
  });

  it("is that of a first order for a customer who has not ordered, never for a guest", () => {
    const buyer = { record: "buyer", ownerId: "cus_1", firstOrderId: "ord_1" } as const;
    expect(candidatesOf([], [], "cus_1").firstOrder).toBe(true);
    expect(candidatesOf([buyer], [], "cus_1").firstOrder).toBe(false);
    expect(candidatesOf([], [], "gst_1").firstOrder).toBe(false);
  });

  it("is counted only where there is a limit, and remembered by the order without it", () => {
    const { candidates } = candidatesOf([coupon, stored], [held], "cus_1");
    const applied = [
      { promotionId: "prm_1", name: "Ten off", code: "TEN", perLine: [1], freeShipping: false },
      { promotionId: "prm_auto", name: "Free", perLine: [1], freeShipping: false },
    ];
    const redeemed = redeemedOf(candidates, applied);
    expect(redeemed).toEqual([
      {
        promotionId: "prm_1",
        code: "TEN",
        total: true,
        perCustomer: true,
        limits: { total: 5, perCustomer: 2 },
        known: false,
      },
    ]);
    expect(redeemed.map(redemptionOf)).toEqual([{ promotionId: "prm_1", code: "TEN", total: true, perCustomer: true }]);
  });
});

describe("generated codes", () => {
  it("hold 60 random bits each, behind their prefix", () => {
    const random = Uint8Array.from({ length: 2 * randomLength }, (_, index) => index);
    expect(generateCodes(2, "SPRING", random)).toEqual(["SPRING0123456789AB", "SPRINGCDEFGHJKMNPQ"]);
    expect(() => generateCodes(3, "", random)).toThrowError(RangeError);
  });

  it("are coupons like any other", () => {
    expect(couponsOf("prm_1", ["A1B2"], at)).toEqual([
      { code: "A1B2", promotionId: "prm_1", status: "active", createdAt: at },
    ]);
  });
});
