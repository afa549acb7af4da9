import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { discountsOf, type PromotionFacts } from "./discounts.ts";
import type { Candidate, PromotedLine, Promotion, PromotionEffect } from "./promotion.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
function euros(amount: number) {
  return { amount, currency: "EUR" };
}
const facts: PromotionFacts = {
  currency: "EUR",
  at,
  groups: [],
  firstOrder: false,
  guest: false,
  shippingCostOf: async () => 0,
};
/** Where shipping costs 5.90, or nothing once little is left to pay for. */
const shipped = {
  shippingCostOf: async (off: readonly number[]) => (off.reduce((sum, of) => sum + of) < 6000 ? 590 : 0),
};

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

async function off(candidates: readonly Candidate[], given: Partial<PromotionFacts> = {}) {
  const { applied } = await discountsOf(lines, candidates, { ...facts, ...given });
  return applied.map(({ perLine }) => perLine);
}
async function reasons(candidates: readonly Candidate[], given: Partial<PromotionFacts> = {}) {
  const { rejected } = await discountsOf(lines, candidates, { ...facts, ...given });
  return rejected.map(({ promotionId, reason }) => [promotionId, reason]);
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
  ])("is %s", async (_, effect, perLine) => {
    expect(await off([offer(effect)])).toEqual([perLine]);
  });

  it("may be shipping alone, once", async () => {
    const [one, two] = ["prm_1", "prm_2"].map((promotionId) => offer({ kind: "free_shipping" }, { promotionId }));
    const { applied, rejected } = await discountsOf(
      lines,
      [two, one].flatMap((it) => it ?? []),
      { ...facts, ...shipped },
    );
    expect(applied).toEqual([{ promotionId: "prm_1", name: "One", perLine: [0, 0], shipping: 590 }]);
    expect(rejected).toEqual([{ promotionId: "prm_2", reason: "no_effect" }]);
  });

  it.each<[string, Promotion["conditions"], readonly number[]]>([
    ["a SKU", { skus: ["MUG"] }, [0, 270]],
    ["a product", { productIds: ["prd_TEE"] }, [400, 0]],
    ["a category", { categoryIds: ["cat_wear"] }, [400, 0]],
    ["any of these", { skus: ["MUG"], categoryIds: ["cat_wear"] }, [400, 270]],
  ])("concerns the lines of %s", async (_, conditions, perLine) => {
    expect(await off([offer(tenPercent, { conditions })])).toEqual([perLine]);
  });

  it("is worked out on what earlier promotions have left", async () => {
    const first = offer({ kind: "fixed", amounts: [euros(2700)] }, { priority: 1, conditions: { skus: ["MUG"] } });
    const second = offer(tenPercent, { promotionId: "prm_2", priority: 2 });
    expect(await off([second, first])).toEqual([
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
    ["no_effect", { effect: { kind: "fixed", amounts: [euros(0)] } }, {}, {}],
    ["no_effect", { effect: { kind: "percentage", rate: 0 } }, {}, {}],
    ["no_effect", { effect: { kind: "percentage", rate: 74 } }, {}, {}],
    ["no_effect", { effect: { kind: "buy_x_get_y", buy: 5, get: 1, rate: 1_000_000 } }, {}, {}],
    ["no_effect", { effect: { kind: "tiered", tiers: [{ from: [euros(6701)], rate: 100_000 }] } }, {}, {}],
    ["no_effect", { effect: { kind: "free_shipping" } }, {}, {}],
    ["no_effect", { effect: { kind: "free_shipping" }, stacking: "exclusive" }, {}, {}],
  ])("%s: %j", async (reason, more, given, read) => {
    expect(await reasons([offer(tenPercent, more, read)], given)).toEqual([["prm_1", reason]]);
    expect(await off([offer(tenPercent, more, read)], given)).toEqual([]);
  });

  it("where those before it have left nothing", async () => {
    const all = offer({ kind: "percentage", rate: 1_000_000 }, { promotionId: "prm_all", priority: 1 });
    const later: readonly PromotionEffect[] = [
      tenPercent,
      { kind: "fixed", amounts: [euros(500)] },
      { kind: "buy_x_get_y", buy: 1, get: 1, rate: 1_000_000 },
      { kind: "tiered", tiers: [{ from: [euros(0)], rate: 500_000 }] },
      // It costs nothing to ship what costs nothing here.
      { kind: "free_shipping" },
    ];
    const others = later.map((effect, index) => offer(effect, { promotionId: `prm_${index}` }));
    expect(await reasons([...others, all], shipped)).toEqual(later.map((_, index) => [`prm_${index}`, "no_effect"]));
  });

  it("by itself, also where another stays alone", async () => {
    const alone = offer(tenPercent, { promotionId: "prm_alone", stacking: "exclusive" });
    const idle = (["stackable", "exclusive"] as const).map((stacking) =>
      offer({ kind: "percentage", rate: 0 }, { promotionId: `prm_${stacking}`, stacking }),
    );
    expect(await reasons([alone, ...idle])).toEqual([
      ["prm_exclusive", "no_effect"],
      ["prm_stackable", "no_effect"],
    ]);
  });

  it.each<[string, Partial<Promotion>, Partial<PromotionFacts>, Partial<Candidate>]>([
    ["from its first moment", { startsAt: "2026-11-23T09:30:00.000Z" }, {}, {}],
    ["in one of its groups", { conditions: { groups: ["vip", "trade"] } }, { groups: ["trade"] }, {}],
    ["at its minimum", { conditions: { minSubtotal: [euros(6700)], minQuantity: 5 } }, {}, {}],
    ["in the first order", { conditions: { firstOrder: true } }, { firstOrder: true }, {}],
    ["for the last time", { limits: { total: 5, perCustomer: 2 } }, {}, { redeemed: 4, redeemedByOwner: 1 }],
  ])("but does %s", async (_, more, given, read) => {
    expect(await off([offer(tenPercent, more, read)], given)).toEqual([[400, 270]]);
  });
});

describe("exclusive promotions", () => {
  const alone = (rate: number, promotionId: string) =>
    offer({ kind: "percentage", rate }, { promotionId, stacking: "exclusive" });
  const five = offer({ kind: "percentage", rate: 50_000 }, { promotionId: "prm_five" });

  it("win alone when they take off more, the best of them", async () => {
    const { applied, rejected } = await discountsOf(
      lines,
      [five, alone(200_000, "prm_a"), alone(300_000, "prm_b")],
      facts,
    );
    expect(applied.map(({ promotionId }) => promotionId)).toEqual(["prm_b"]);
    expect(rejected).toEqual([
      { promotionId: "prm_a", reason: "not_combinable" },
      { promotionId: "prm_five", reason: "not_combinable" },
    ]);
  });

  it("stand back when the others together take off as much", async () => {
    const other = offer({ kind: "percentage", rate: 50_000 }, { promotionId: "prm_other" });
    const { applied } = await discountsOf(lines, [alone(50_000, "prm_a"), five, other], facts);
    expect(applied.map(({ promotionId }) => promotionId)).toEqual(["prm_five", "prm_other"]);
  });

  it("may be of shipping, for what it costs", async () => {
    const free = offer({ kind: "free_shipping" }, { stacking: "exclusive" });
    const applied = async (...others: readonly Candidate[]) =>
      (await discountsOf(lines, [free, ...others], { ...facts, ...shipped })).applied.map(
        ({ promotionId, shipping }) => [promotionId, shipping],
      );
    expect(await applied()).toEqual([["prm_1", 590]]);
    expect(await applied(five)).toEqual([["prm_1", 590]]);
    expect(await applied(offer(tenPercent, { promotionId: "prm_ten" }))).toEqual([["prm_ten", 0]]);
  });
});

it("counts a promotion once, however many of its codes a cart holds", async () => {
  const [one, two] = ["A", "B"].map((code) => offer(tenPercent, { trigger: "coupon" }, { code }));
  expect(await off([one, two].filter((candidate) => candidate !== undefined))).toEqual([[400, 270]]);
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
  it("take something off, in whole amounts, and never more of anything than it costs", async () => {
    await fc.assert(
      fc.asyncProperty(anyLines, anyCandidates, fc.nat(1000), async (cart, candidates, cost) => {
        const given = { ...facts, shippingCostOf: async () => cost };
        const { applied, rejected } = await discountsOf(cart, candidates, given);
        for (const { perLine, shipping } of applied) {
          expect([...perLine, shipping].every((amount) => Number.isSafeInteger(amount) && amount >= 0)).toBe(true);
          expect([...perLine, shipping].some((amount) => amount > 0)).toBe(true);
        }
        for (const [index, { subtotal }] of cart.entries()) {
          expect(applied.reduce((total, { perLine }) => total + (perLine[index] ?? 0), 0)).toBeLessThanOrEqual(
            subtotal,
          );
        }
        expect(applied.reduce((total, { shipping }) => total + shipping, 0)).toBeLessThanOrEqual(cost);
        expect(applied.length + rejected.length).toBe(candidates.length);
      }),
    );
  });

  it("end the same in whatever order they are found", async () => {
    await fc.assert(
      fc.asyncProperty(anyLines, anyCandidates, async (cart, candidates) => {
        expect(await discountsOf(cart, candidates.toReversed(), facts)).toEqual(
          await discountsOf(cart, candidates, facts),
        );
      }),
    );
  });

  it("take a fixed amount off exactly, where there is so much", async () => {
    await fc.assert(
      fc.asyncProperty(anyLines, fc.integer({ min: 1, max: 100_000 }), async (cart, amount) => {
        const subtotal = cart.reduce((total, { subtotal: of }) => total + of, 0);
        const { applied } = await discountsOf(cart, [offer({ kind: "fixed", amounts: [euros(amount)] })], facts);
        const taken = applied.flatMap(({ perLine }) => perLine).reduce((total, of) => total + of, 0);
        expect(taken).toBe(Math.min(amount, subtotal));
      }),
    );
  });
});
