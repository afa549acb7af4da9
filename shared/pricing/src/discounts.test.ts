import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { discountsOf, type PromotionFacts } from "./discounts.ts";
import type { Candidate, PromotedLine, Promotion, PromotionEffect } from "./promotion.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
function euros(amount: number) {
  return { amount, currency: "EUR" };
}
const facts: PromotionFacts = { currency: "EUR", at, groups: [], firstOrder: false, guest: false };

function line(sku: string, quantity: number, unitAmount: number, more: Partial<PromotedLine> = {}): PromotedLine {
  return {
    sku,
    productId: `prd_${sku}`,
    categoryIds: [],
    quantity,
    unitAmount,
    subtotal: quantity * unitAmount,
    ...more,
  };
}

/** Two tees at 20.00 in a category, three mugs at 9.00. */
const lines = [line("TEE", 2, 2000, { categoryIds: ["cat_wear"] }), line("MUG", 3, 900)];

const tenPercent: PromotionEffect = { kind: "percentage", rate: 100_000 };
function offer(effect: PromotionEffect, more: Partial<Promotion> = {}, read: Partial<Candidate> = {}): Candidate {
  return {
    promotion: {
      promotionId: "prm_1",
      name: "One",
      trigger: "automatic",
      status: "active",
      conditions: {},
      effect,
      stacking: "stackable",
      priority: 10,
      limits: {},
      ...more,
    },
    ...read,
  };
}

function off(candidates: readonly Candidate[], given: Partial<PromotionFacts> = {}) {
  return discountsOf(lines, candidates, { ...facts, ...given }).applied.map(({ perLine }) => perLine);
}
function reasons(candidates: readonly Candidate[], given: Partial<PromotionFacts> = {}) {
  return discountsOf(lines, candidates, { ...facts, ...given }).rejected.map(({ promotionId, reason }) => [
    promotionId,
    reason,
  ]);
}

describe("what a promotion takes off", () => {
  it.each<[string, PromotionEffect, readonly number[]]>([
    ["a percentage of each line", tenPercent, [400, 270]],
    ["a fixed amount, in proportion", { kind: "fixed", amounts: [euros(1000)] }, [597, 403]],
    ["a fixed amount, never more than there is", { kind: "fixed", amounts: [euros(1_000_000)] }, [4000, 2700]],
    ["the cheapest units", { kind: "buy_x_get_y", buy: 2, get: 1, rate: 1_000_000 }, [0, 900]],
    ["the cheapest units at a rate", { kind: "buy_x_get_y", buy: 1, get: 1, rate: 500_000 }, [0, 900]],
    [
      "the highest tier reached",
      {
        kind: "tiered",
        tiers: [
          { from: [euros(5000)], rate: 100_000 },
          { from: [euros(6700)], rate: 200_000 },
          { from: [euros(6701)], rate: 900_000 },
        ],
      },
      [800, 540],
    ],
  ])("is %s", (_, effect, perLine) => {
    expect(off([offer(effect)])).toEqual([perLine]);
  });

  it("may be shipping alone", () => {
    const { applied } = discountsOf(lines, [offer({ kind: "free_shipping" })], facts);
    expect(applied).toMatchObject([{ freeShipping: true, perLine: [0, 0] }]);
  });

  it.each<[string, Promotion["conditions"], readonly number[]]>([
    ["a SKU", { skus: ["MUG"] }, [0, 270]],
    ["a product", { productIds: ["prd_TEE"] }, [400, 0]],
    ["a category", { categoryIds: ["cat_wear"] }, [400, 0]],
    ["any of these", { skus: ["MUG"], categoryIds: ["cat_wear"] }, [400, 270]],
  ])("concerns the lines of %s", (_, conditions, perLine) => {
    expect(off([offer(tenPercent, { conditions })])).toEqual([perLine]);
  });

  it("is worked out on what earlier promotions have left", () => {
    const first = offer({ kind: "fixed", amounts: [euros(2700)] }, { priority: 1, conditions: { skus: ["MUG"] } });
    const second = offer(tenPercent, { promotionId: "prm_2", priority: 2 });
    expect(off([second, first])).toEqual([
      [0, 2700],
      [400, 0],
    ]);
  });
});

describe("a promotion takes nothing off", () => {
  it.each<[string, Partial<Promotion>, Partial<PromotionFacts>, Partial<Candidate>]>([
    ["not_active", { status: "paused" }, {}, {}],
    ["not_active", { startsAt: "2026-11-23T09:30:00.001Z" }, {}, {}],
    ["not_active", { endsAt: "2026-11-23T09:30:00.000Z" }, {}, {}],
    ["not_met", { conditions: { skus: ["CAP"] } }, {}, {}],
    ["not_met", { conditions: { minQuantity: 6 } }, {}, {}],
    ["not_met", { conditions: { minQuantity: 4, skus: ["MUG"] } }, {}, {}],
    ["not_met", { conditions: { minSubtotal: [euros(6701)] } }, {}, {}],
    ["not_met", { conditions: { minSubtotal: [{ amount: 1, currency: "USD" }] } }, {}, {}],
    ["not_met", { conditions: { groups: ["trade"] } }, { groups: ["vip"] }, {}],
    ["not_met", { conditions: { firstOrder: true } }, {}, {}],
    ["sign_in_required", { conditions: { firstOrder: true } }, { guest: true, firstOrder: true }, {}],
    ["sign_in_required", { limits: { perCustomer: 1 } }, { guest: true }, {}],
    ["limit_reached", { limits: { total: 5 } }, {}, { redeemed: 5 }],
    ["limit_reached", { limits: { perCustomer: 1 } }, {}, { redeemedByOwner: 1 }],
    ["no_effect", { effect: { kind: "fixed", amounts: [{ amount: 5, currency: "USD" }] } }, {}, {}],
  ])("%s: %j", (reason, more, given, read) => {
    expect(reasons([offer(tenPercent, more, read)], given)).toEqual([["prm_1", reason]]);
    expect(off([offer(tenPercent, more, read)], given)).toEqual([]);
  });

  it.each<[string, Partial<Promotion>, Partial<PromotionFacts>, Partial<Candidate>]>([
    ["from its first moment", { startsAt: "2026-11-23T09:30:00.000Z" }, {}, {}],
    ["in one of its groups", { conditions: { groups: ["vip", "trade"] } }, { groups: ["trade"] }, {}],
    ["at its minimum", { conditions: { minSubtotal: [euros(6700)], minQuantity: 5 } }, {}, {}],
    ["in the first order", { conditions: { firstOrder: true } }, { firstOrder: true }, {}],
    ["for the last time", { limits: { total: 5, perCustomer: 2 } }, {}, { redeemed: 4, redeemedByOwner: 1 }],
  ])("but does %s", (_, more, given, read) => {
    expect(off([offer(tenPercent, more, read)], given)).toEqual([[400, 270]]);
  });
});

describe("exclusive promotions", () => {
  const alone = (rate: number, promotionId: string) =>
    offer({ kind: "percentage", rate }, { promotionId, stacking: "exclusive" });
  const five = offer({ kind: "percentage", rate: 50_000 }, { promotionId: "prm_five" });

  it("win alone when they take off more, the best of them", () => {
    const { applied, rejected } = discountsOf(lines, [five, alone(200_000, "prm_a"), alone(300_000, "prm_b")], facts);
    expect(applied.map(({ promotionId }) => promotionId)).toEqual(["prm_b"]);
    expect(rejected).toEqual([
      { promotionId: "prm_a", reason: "not_combinable" },
      { promotionId: "prm_five", reason: "not_combinable" },
    ]);
  });

  it("stand back when the others together take off as much", () => {
    const other = offer({ kind: "percentage", rate: 50_000 }, { promotionId: "prm_other" });
    const { applied } = discountsOf(lines, [alone(50_000, "prm_a"), five, other], facts);
    expect(applied.map(({ promotionId }) => promotionId)).toEqual(["prm_five", "prm_other"]);
  });

  it("may be of shipping, where nothing else is to be had", () => {
    const free = offer({ kind: "free_shipping" }, { stacking: "exclusive" });
    expect(discountsOf(lines, [free], facts).applied).toMatchObject([{ freeShipping: true }]);
    expect(discountsOf(lines, [free, five], facts).applied).toMatchObject([{ promotionId: "prm_five" }]);
  });
});

it("counts a promotion once, however many of its codes a cart holds", () => {
  const [one, two] = ["A", "B"].map((code) => offer(tenPercent, { trigger: "coupon" }, { code }));
  expect(off([one, two].filter((candidate) => candidate !== undefined))).toEqual([[400, 270]]);
});

const rate = fc.integer({ min: 0, max: 1_000_000 });
const anyEffect: fc.Arbitrary<PromotionEffect> = fc.oneof(
  rate.map((of): PromotionEffect => ({ kind: "percentage", rate: of })),
  fc.integer({ min: 0, max: 100_000 }).map((of): PromotionEffect => ({ kind: "fixed", amounts: [euros(of)] })),
  fc
    .record({ buy: fc.integer({ min: 1, max: 4 }), get: fc.integer({ min: 1, max: 4 }), rate })
    .map((of): PromotionEffect => ({ kind: "buy_x_get_y", ...of })),
  fc.constant<PromotionEffect>({ kind: "free_shipping" }),
);
const anyLines = fc
  .array(fc.record({ quantity: fc.integer({ min: 1, max: 30 }), amount: fc.integer({ min: 0, max: 50_000 }) }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((all) => all.map(({ quantity, amount }, index) => line(`S${index}`, quantity, amount)));
const anyCandidates = fc
  .array(
    fc.record({
      effect: anyEffect,
      priority: fc.integer({ min: 0, max: 2 }),
      stacking: fc.constantFrom<Promotion["stacking"]>("stackable", "exclusive"),
      skus: fc.option(fc.subarray(["S0", "S1", "S2"], { minLength: 1 }), { nil: undefined }),
    }),
    { maxLength: 6 },
  )
  .map((all) =>
    all.map(({ effect, skus, ...more }, index) =>
      offer(effect, { ...more, promotionId: `prm_${index}`, conditions: skus ? { skus } : {} }),
    ),
  );

describe("any promotions on any cart", () => {
  it("take whole amounts off each line, and never more than it costs", () => {
    fc.assert(
      fc.property(anyLines, anyCandidates, (cart, candidates) => {
        const { applied, rejected } = discountsOf(cart, candidates, facts);
        for (const { perLine } of applied) {
          expect(perLine.every((amount) => Number.isSafeInteger(amount) && amount >= 0)).toBe(true);
        }
        for (const [index, { subtotal }] of cart.entries()) {
          expect(applied.reduce((total, { perLine }) => total + (perLine[index] ?? 0), 0)).toBeLessThanOrEqual(
            subtotal,
          );
        }
        expect(applied.length + rejected.length).toBe(candidates.length);
      }),
    );
  });

  it("end the same in whatever order they are found", () => {
    fc.assert(
      fc.property(anyLines, anyCandidates, (cart, candidates) => {
        expect(discountsOf(cart, candidates.toReversed(), facts)).toEqual(discountsOf(cart, candidates, facts));
      }),
    );
  });

  it("take a fixed amount off exactly, where there is so much", () => {
    fc.assert(
      fc.property(anyLines, fc.integer({ min: 1, max: 100_000 }), (cart, amount) => {
        const subtotal = cart.reduce((total, { subtotal: of }) => total + of, 0);
        const { applied } = discountsOf(cart, [offer({ kind: "fixed", amounts: [euros(amount)] })], facts);
        const taken = applied.flatMap(({ perLine }) => perLine).reduce((total, of) => total + of, 0);
        expect(taken).toBe(Math.min(amount, subtotal));
      }),
    );
  });
});
