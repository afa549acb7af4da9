import { fact } from "@millrace/contracts/define-event";
import { PromotionCreated, PromotionUpdated } from "@millrace/contracts/promotions";
import { describe, expect, it } from "vitest";
import { aPromotion } from "../../../../test/support/a-promotion.ts";
import { candidatesOf, redeemedOf, redemptionOf } from "./candidates.ts";
import {
  type ActivePromotions,
  activeWith,
  changePromotion,
  draftPromotion,
  maxActive,
  moveTo,
  type PromotionDraft,
  type PromotionStatus,
  type StoredPromotion,
} from "./promotion.ts";

const at = "2026-11-23T09:30:00.000Z";
function promotion(more: Partial<StoredPromotion> = {}) {
  return aPromotion({ redeemed: 3, version: 4, ...more });
}
const { redeemed: _, createdAt: _at, version: _version, ...definition } = promotion();
function code(of: string) {
  return expect.objectContaining({ declaration: expect.objectContaining({ code: of }) });
}

describe("moveTo", () => {
  const allowed: Readonly<Record<PromotionStatus, readonly PromotionStatus[]>> = {
    active: ["active", "paused", "archived"],
    paused: ["active", "paused", "archived"],
    archived: ["archived"],
  };
  const statuses = Object.keys(allowed) as PromotionStatus[];
  it.each(statuses.flatMap((from) => statuses.map((to) => [from, to] as const)))("given %s, towards %s", (from, to) => {
    const move = () => moveTo(promotion({ status: from }), to, 4);
    if (allowed[from].includes(to)) {
      expect(move()).toEqual({
        state: promotion({ status: to, version: 5 }),
        fact: fact(PromotionUpdated, "prm_1", 5, { ...definition, status: to }),
      });
    } else expect(move).toThrowError(code("promotion.archived"));
  });

  it("given that it changed meanwhile, is refused", () => {
    expect(() => moveTo(promotion(), "paused", 3)).toThrowError(code("version.mismatch"));
  });
});

describe("draftPromotion", () => {
  it("given a draft, makes the promotion and tells what it is, without what is kept about it, as its first fact", () => {
    const { promotionId, ...rest } = definition;
    const draft: PromotionDraft = { ...rest, startsAt: at, endsAt: undefined };
    expect(draftPromotion(draft, promotionId, new Date(at))).toEqual({
      state: { ...definition, startsAt: at, redeemed: 0, createdAt: at, version: 1 },
      fact: fact(PromotionCreated, "prm_1", 1, { ...definition, startsAt: at }),
    });
  });
});

describe("changePromotion", () => {
  it("given dates, changes what is named, keeps the rest, takes away a date that is null, and tells all", () => {
    const endsAt = "2026-12-01T00:00:00.000Z";
    const before = promotion({ startsAt: at, endsAt });
    expect(changePromotion(before, { name: "More off", startsAt: null, endsAt: undefined }, 4)).toEqual({
      state: promotion({ name: "More off", endsAt, version: 5 }),
      fact: fact(PromotionUpdated, "prm_1", 5, { ...definition, name: "More off", endsAt }),
    });
  });

  it("given another version, an archived promotion, or what would contradict itself, refuses", () => {
    expect(() => changePromotion(promotion(), {}, 3)).toThrowError(code("version.mismatch"));
    expect(() => changePromotion(promotion({ status: "archived" }), {}, 4)).toThrowError(code("promotion.archived"));
    const backwards = { startsAt: "2026-12-02T00:00:00.000Z", endsAt: "2026-12-01T00:00:00.000Z" };
    expect(() => changePromotion(promotion(), backwards, 4)).toThrowError(code("promotion.invalid"));
    const automatic = promotion({ trigger: "automatic" });
    expect(() => changePromotion(automatic, { limits: { total: 1 } }, 4)).toThrowError(code("promotion.invalid"));
  });
});

describe("the active promotions", () => {
  const automatic = (promotionId: string, more: Partial<StoredPromotion> = {}) =>
    promotion({ promotionId, trigger: "automatic", ...more });
  const full: ActivePromotions = {
    promotions: Array.from({ length: maxActive }, (_, index) => automatic(`prm_${index}`)),
    version: 7,
  };

  it("are what applies by itself while it is active, at its latest", () => {
    const first = activeWith(undefined, automatic("prm_a"));
    expect(first).toEqual({
      promotions: [{ ...definition, promotionId: "prm_a", trigger: "automatic" }],
      version: 1,
    });
    const changed = activeWith(first, automatic("prm_a", { name: "More off" }));
    expect(changed).toMatchObject({ promotions: [{ name: "More off" }], version: 2 });
    expect(activeWith(changed, automatic("prm_a", { status: "paused" }))).toEqual({ promotions: [], version: 3 });
  });

  it("are left alone by coupons, and by what neither was nor is among them", () => {
    expect(activeWith(full, promotion({ promotionId: "prm_coupon" }))).toBeUndefined();
    expect(activeWith(full, automatic("prm_x", { status: "paused" }))).toBeUndefined();
  });

  it("are no more than there may be, yet those among them change", () => {
    expect(() => activeWith(full, automatic("prm_x"))).toThrowError(code("promotion.board_full"));
    expect(activeWith(full, automatic("prm_3"))?.promotions).toHaveLength(maxActive);
  });
});

describe("what a cart could get", () => {
  const held = { code: "TEN", promotionId: "prm_1" };
  const coupon = { record: "coupon", ...held, status: "active", createdAt: at } as const;
  const stored = { record: "promotion", ...promotion({ limits: { total: 5, perCustomer: 2 } }) } as const;

  it("is what applies by itself, and its coupons' promotions with what was redeemed", () => {
    const active = { record: "active", promotions: [promotion({ promotionId: "prm_auto" })], version: 1 } as const;
    const redemptions = { record: "redemptions", promotionId: "prm_1", ownerId: "cus_1", count: 1 } as const;
    const { candidates } = candidatesOf([active, undefined, coupon, stored, redemptions], [held], "cus_1");
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
    const buyer = { record: "buyer", ownerId: "cus_1" } as const;
    expect(candidatesOf([], [], "cus_1").firstOrder).toBe(true);
    expect(candidatesOf([buyer], [], "cus_1").firstOrder).toBe(true);
    expect(candidatesOf([{ ...buyer, firstOrderId: "ord_1" }], [], "cus_1").firstOrder).toBe(false);
    expect(candidatesOf([{ ...buyer, confirmedOrderId: "ord_1" }], [], "cus_1").firstOrder).toBe(false);
    expect(candidatesOf([], [], "gst_1").firstOrder).toBe(false);
  });

  it("is redeemed by a first order also where it applies by itself", () => {
    const automatic = { ...definition, trigger: "automatic", conditions: { firstOrder: true }, limits: {} } as const;
    const active = { record: "active", promotions: [automatic], version: 1 } as const;
    const { candidates } = candidatesOf([active], [], "cus_1");
    const applied = [{ promotionId: "prm_1", name: "Ten off", perLine: [1], shipping: 0 }];
    expect(redeemedOf(candidates, applied).map(redemptionOf)).toEqual([
      { promotionId: "prm_1", total: false, perCustomer: false, firstOrder: true },
    ]);
  });

  it("is counted only where there is a limit, and remembered by the order without it", () => {
    const { candidates } = candidatesOf([coupon, stored], [held], "cus_1");
    const applied = [
      { promotionId: "prm_1", name: "Ten off", code: "TEN", perLine: [1], shipping: 0 },
      { promotionId: "prm_auto", name: "Free", perLine: [1], shipping: 0 },
    ];
    const redeemed = redeemedOf(candidates, applied);
    expect(redeemed).toEqual([
      {
        promotionId: "prm_1",
        code: "TEN",
        total: true,
        perCustomer: true,
        firstOrder: false,
        limits: { total: 5, perCustomer: 2 },
      },
    ]);
    expect(redeemed.map(redemptionOf)).toEqual([
      { promotionId: "prm_1", code: "TEN", total: true, perCustomer: true, firstOrder: false },
    ]);
  });
});
