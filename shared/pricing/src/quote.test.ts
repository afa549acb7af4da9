import { type Money, maxAmount } from "@millrace/kernel/money";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Offer } from "./offer.ts";
import type { Candidate, Promotion, PromotionEffect } from "./promotion.ts";
import { isWithinBounds, type Quote, quote, type Sale } from "./quote.ts";
import { type Coverage, type PickupLocation, type ShippingMethod, zonesQuoter } from "./shipping.ts";
import { ratesEngine, type TaxRates } from "./tax.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
function euros(amount: number): Money {
  return { amount, currency: "EUR" };
}

function offer(sku: string, amount: number, more: Partial<Offer> = {}): Offer {
  return {
    sku,
    productId: `prd_${sku}`,
    title: `A ${sku}`,
    status: "active",
    prices: [euros(amount)],
    taxClass: "standard",
    categoryIds: [],
    ...more,
  };
}

function sale(more: Partial<Sale> = {}): Sale {
  return {
    currency: "EUR",
    at,
    lines: [
      { sku: "TEE", quantity: 2 },
      { sku: "BOOK", quantity: 1 },
    ],
    offers: [offer("TEE", 1990, { weightGrams: 200 }), offer("BOOK", 999, { taxClass: "reduced", weightGrams: 500 })],
    book: undefined,
    guest: false,
    groups: [],
    candidates: [],
    firstOrder: false,
    destination: { country: "DE" },
    shippingMethodId: undefined,
    taxOf: ratesEngine(async () => undefined),
    shippingOf: zonesQuoter(covered),
    canFetch: () => true,
    ...more,
  };
}

function germany(pricesInclude: boolean): TaxRates {
  return {
    country: "DE",
    pricesInclude,
    rounding: "line",
    rates: [
      { name: "VAT", taxClass: "standard", rate: 190_000 },
      { name: "VAT reduced", taxClass: "reduced", rate: 70_000 },
    ],
    regions: [],
    version: 1,
  };
}

const parcel: ShippingMethod = {
  shippingMethodId: "shm_parcel",
  name: "Parcel",
  kind: "delivery",
  rates: [{ ...euros(490), maxWeightGrams: 1000 }, euros(990)],
  taxClass: "standard",
  minDays: 1,
  maxDays: 3,
};
const covered: Coverage = { country: "DE", zones: [{ zoneId: "zon_1", methods: [parcel] }], version: 1 };

/** The same sale where these taxes are due. */
function taxed(sold: Sale, rates: TaxRates): Sale {
  return { ...sold, taxOf: ratesEngine(async () => rates) };
}

function promoted(effect: PromotionEffect, more: Partial<Promotion> = {}): Candidate {
  return {
    promotion: {
      promotionId: "prm_1",
      name: "Sale",
      trigger: "automatic",
      status: "active",
      conditions: {},
      effect,
      stacking: "stackable",
      priority: 1,
      limits: {},
      ...more,
    },
  };
}

const half = maxAmount / 2;
const gift = promoted({ kind: "percentage", rate: 500_000 });
const leastTax = { name: "least", taxClass: "standard", rate: 1 };
const cent = zonesQuoter({ ...covered, zones: [{ zoneId: "zon_1", methods: [{ ...parcel, rates: [euros(1)] }] }] });

describe("quote", () => {
  it("takes taxes out of prices that include them: the total stays what was shown", async () => {
    const { totals, lines } = await quote(taxed(sale(), germany(true)));
    // 3980 · 19/119 = 635.46…, 999 · 7/107 = 65.35…
    expect(lines.map(({ tax }) => tax.amount)).toEqual([635, 65]);
    expect(totals).toMatchObject({ subtotal: euros(4979), tax: euros(700), total: euros(4979) });
  });

  it("puts taxes on top of prices that do not", async () => {
    const { totals } = await quote(taxed(sale(), germany(false)));
    // 3980 · 0.19 = 756.2, 999 · 0.07 = 69.93
    expect(totals).toMatchObject({ tax: euros(756 + 70), total: euros(4979 + 826) });
  });

  it("taxes what is left after promotions, and shipping as its method says", async () => {
    const half = promoted({ kind: "percentage", rate: 500_000 });
    const quoted = await quote(taxed(sale({ candidates: [half], shippingMethodId: "shm_parcel" }), germany(false)));
    expect(quoted.lines.map(({ discount }) => discount.amount)).toEqual([1990, 500]);
    // 1990 · 0.19 = 378.1, 499 · 0.07 = 34.93, 490 · 0.19 = 93.1
    expect(quoted.totals).toEqual({
      subtotal: euros(4979),
      discount: euros(2490),
      shipping: euros(490),
      tax: euros(378 + 35 + 93),
      taxes: [
        { name: "VAT", rate: 190_000, amount: 378 + 93 },
        { name: "VAT reduced", rate: 70_000, amount: 35 },
      ],
      total: euros(4979 - 2490 + 490 + 506),
    });
  });

  it("ships for nothing when a promotion says so, and shows what it would have cost", async () => {
    const free = promoted({ kind: "free_shipping" });
    const { shipping, totals } = await quote(sale({ candidates: [free], shippingMethodId: "shm_parcel" }));
    expect(shipping).toMatchObject({ amount: euros(490), discount: euros(490), total: euros(0) });
    expect(totals.total).toEqual(euros(4979));
  });

  it("takes off what shipping costs after all discounts, before it is taxed", async () => {
    const rates = [
      { ...euros(490), maxPrice: 4978 },
      { ...euros(990), minPrice: 4979 },
    ];
    const byPrice = zonesQuoter({ ...covered, zones: [{ zoneId: "zon_1", methods: [{ ...parcel, rates }] }] });
    const candidates = [
      promoted({ kind: "free_shipping" }, { promotionId: "prm_free", priority: 0 }),
      promoted({ kind: "fixed", amounts: [euros(1)] }, { promotionId: "prm_cent" }),
    ];
    const sold = sale({ candidates, shippingMethodId: "shm_parcel", shippingOf: byPrice });
    const { applied, shipping } = await quote(taxed(sold, germany(false)));
    expect(applied.map(({ promotionId, shipping: off }) => [promotionId, off])).toEqual([
      ["prm_free", 490],
      ["prm_cent", 0],
    ]);
    expect(shipping).toMatchObject({ amount: euros(490), discount: euros(490), tax: euros(0), total: euros(0) });
  });

  it.each<[string, Partial<Sale>]>([
    ["while no method is chosen", { shippingMethodId: undefined }],
    ["where the method is not offered", { shippingMethodId: "shm_other" }],
    ["before it is known where to", { destination: undefined }],
    ["for a download", { offers: [offer("TEE", 1990), offer("BOOK", 999)] }],
    [
      "where the method costs nothing",
      {
        shippingOf: zonesQuoter({
          ...covered,
          zones: [{ zoneId: "zon_1", methods: [{ ...parcel, rates: [euros(0)] }] }],
        }),
      },
    ],
  ])("has no use for free shipping %s", async (_, more) => {
    const candidates = [promoted({ kind: "free_shipping" })];
    const { applied, rejected } = await quote(sale({ candidates, shippingMethodId: "shm_parcel", ...more }));
    expect({ applied, rejected }).toEqual({
      applied: [],
      rejected: [{ promotionId: "prm_1", reason: "no_effect" }],
    });
  });

  describe("of goods that are picked up", () => {
    const finland = { ...germany(true), country: "FI", rates: [{ name: "ALV", taxClass: "standard", rate: 255_000 }] };
    const taxOf = ratesEngine(async (country) => [germany(true), finland].find((one) => one.country === country));
    const counter: ShippingMethod = {
      ...parcel,
      shippingMethodId: "shm_counter",
      kind: "pickup",
      locationId: "loc_helsinki",
    };
    const zones = [{ zoneId: "zon_1", methods: [parcel, counter] }];
    const lines = [
      { sku: "TEE", quantity: 1 },
      { sku: "SONG", quantity: 1 },
    ];
    const offers = [offer("TEE", 12_550, { weightGrams: 200 }), offer("SONG", 1190)];
    const fetched = (places: readonly PickupLocation[], shippingMethodId = "shm_counter") =>
      quote(sale({ lines, offers, taxOf, shippingMethodId, shippingOf: zonesQuoter({ ...covered, zones }, places) }));
    const helsinki = { locationId: "loc_helsinki", country: "FI", region: "18" };

    it("taxes them where they are fetched, and what is not fetched where the buyer is", async () => {
      const { lines: quoted, shipping, totals } = await fetched([helsinki]);
      expect(quoted.map(({ taxes }) => taxes)).toEqual([
        [{ name: "ALV", rate: 255_000, amount: 2550 }],
        [{ name: "VAT", rate: 190_000, amount: 190 }],
      ]);
      // 25.5/125.5 of 4.90 are 0.9956.
      expect(shipping).toMatchObject({ place: { country: "FI", region: "18" }, taxes: [{ name: "ALV", amount: 100 }] });
      expect(totals.taxes.map(({ amount }) => amount)).toEqual([2650, 190]);
    });

    it("taxes them by the rates of the region that they are fetched in", async () => {
      // Åland has a rate of its own.
      const regions = [{ region: "01", rates: [{ name: "ALV", taxClass: "standard", rate: 100_000 }] }];
      const taxedByRegion = ratesEngine(async (country) => ({ ...finland, country, regions }));
      const shippingOf = zonesQuoter({ ...covered, zones }, [{ ...helsinki, region: "01" }]);
      const asked = sale({ lines, offers, taxOf: taxedByRegion, shippingMethodId: "shm_counter", shippingOf });
      const { lines: quoted } = await quote(asked);
      expect(quoted[0]?.taxes).toMatchObject([{ rate: 100_000 }]);
    });

    it("taxes them where the buyer is who has them sent, or where nobody said where the counter is", async () => {
      const sent = await fetched([helsinki], "shm_parcel");
      const nowhere = await fetched([{ locationId: "loc_helsinki" }]);
      for (const { lines: quoted, shipping } of [sent, nowhere]) {
        expect(quoted[0]?.taxes).toEqual([{ name: "VAT", rate: 190_000, amount: 2004 }]);
        expect(shipping?.place).toBeUndefined();
      }
    });
  });

  it("counts nothing for what is not for sale, and names it", async () => {
    const offers = [offer("TEE", 1990, { status: "archived" }), offer("BOOK", 999)];
    const quoted = await quote(sale({ offers }));
    expect(quoted.unsellable).toEqual(["TEE"]);
    expect(quoted.totals.total).toEqual(euros(999));
  });

  it("counts nothing for a line that no order can have, and names it", async () => {
    const dear = await quote(sale({ offers: [offer("TEE", maxAmount / 2 + 1), offer("BOOK", 999)] }));
    expect(dear).toMatchObject({ unsellable: [], tooDear: ["TEE"], totals: { total: euros(999) } });
    expect(isWithinBounds(dear)).toBe(false);
  });

  it.each<[string, boolean, Partial<Sale>]>([
    ["as much as it may", true, {}],
    ["a cent more in its lines", false, { offers: [offer("TEE", half), offer("BOOK", 1)] }],
    [
      "a cent more, whatever is taken off",
      false,
      { offers: [offer("TEE", half), offer("BOOK", 1)], candidates: [gift] },
    ],
    ["a cent more with its shipping", false, { shippingMethodId: "shm_parcel", shippingOf: cent }],
    [
      "a cent more with its taxes",
      false,
      { taxOf: ratesEngine(async () => ({ ...germany(false), rates: [leastTax] })) },
    ],
    [
      "as much with its taxes in it",
      true,
      { taxOf: ratesEngine(async () => ({ ...germany(true), rates: [leastTax] })) },
    ],
  ])("knows whether an order can cost %s: %s", async (_, orderable, more) => {
    const offers = [offer("TEE", half, { weightGrams: 1 }), offer("BOOK", 0)];
    expect(isWithinBounds(await quote(sale({ offers, ...more })))).toBe(orderable);
  });

  it("knows neither tax nor shipping before it knows where to", async () => {
    const { options, totals, needsShipping } = await quote(taxed(sale({ destination: undefined }), germany(false)));
    expect({ options, needsShipping, tax: totals.tax }).toEqual({ options: [], needsShipping: true, tax: euros(0) });
  });

  it("offers a pick-up where all goods can be fetched, asking of kits' parts and not of what is not shipped", async () => {
    const counter = { ...parcel, shippingMethodId: "shm_2", kind: "pickup", locationId: "loc_shop" } as const;
    const zones = [{ zoneId: "zon_1", methods: [parcel, counter] }];
    const lines = ["KIT", "CUP", "FILE"].map((sku) => ({ sku, quantity: 2 }));
    const parts = [{ sku: "CUP", quantity: 3 }];
    const offers = [offer("KIT", 900, { weightGrams: 9, parts }), offer("CUP", 300), offer("FILE", 100)];
    const asked: unknown[] = [];
    const quoteWhere = (isThere: boolean) =>
      quote(
        sale({
          lines,
          offers,
          shippingMethodId: counter.shippingMethodId,
          shippingOf: zonesQuoter({ country: "DE", zones, version: 1 }),
          canFetch: (...question) => asked.push(question) > 0 && isThere,
        }),
      );
    const goods = [{ sku: "CUP", quantity: 8 }];
    const there = await quoteWhere(true);
    expect(there).toMatchObject({ goods, shipping: { kind: "pickup" }, options: [{}, {}] });
    const missing = await quoteWhere(false);
    expect(missing).toMatchObject({ goods, shipping: undefined, options: [{ kind: "delivery" }] });
    expect(asked).toEqual(Array.from({ length: 2 }, () => [goods, "loc_shop"]));
  });

  it("asks no shipping for what has no weight", async () => {
    const offers = [offer("TEE", 1990), offer("BOOK", 999)];
    const { options, needsShipping } = await quote(sale({ offers }));
    expect({ options, needsShipping }).toEqual({ options: [], needsShipping: false });
  });
});

const rate = fc.integer({ min: 0, max: 1_000_000 });
const priced = fc.record({
  quantity: fc.integer({ min: 1, max: 50 }),
  amount: fc.integer({ min: 0, max: 1_000_000 }),
  taxClass: fc.constantFrom("standard", "reduced", "books"),
  weightGrams: fc.option(fc.integer({ min: 0, max: 5000 }), { nil: undefined }),
});
const effect: fc.Arbitrary<PromotionEffect> = fc.oneof(
  rate.map((of): PromotionEffect => ({ kind: "percentage", rate: of })),
  fc
    .integer({ min: 0, max: 3_000_000 })
    .map((amount): PromotionEffect => ({ kind: "fixed", amounts: [euros(amount)] })),
  fc.constant<PromotionEffect>({ kind: "free_shipping" }),
  fc
    .record({ buy: fc.integer({ min: 1, max: 5 }), get: fc.integer({ min: 1, max: 5 }), rate })
    .map((numbers): PromotionEffect => ({ kind: "buy_x_get_y", ...numbers })),
);
const candidate = fc
  .record({
    effect,
    stacking: fc.constantFrom<Promotion["stacking"]>("stackable", "exclusive"),
    priority: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ effect: of, ...more }) => promoted(of, more));
const anySale = fc.record({
  priced: fc.array(priced, { minLength: 1, maxLength: 8 }),
  candidates: fc.array(candidate, { maxLength: 5 }),
  pricesInclude: fc.boolean(),
  rates: fc.tuple(rate, rate, rate),
  shipped: fc.boolean(),
});

function amountsIn({ lines, shipping, totals }: Quote): readonly number[] {
  const { subtotal, discount, shipping: sent, tax, taxes, total } = totals;
  return [
    ...lines.flatMap(({ subtotal, discount, tax, total }) =>
      [subtotal, discount, tax, total].map(({ amount }) => amount),
    ),
    ...(shipping ? [shipping.amount, shipping.discount, shipping.tax, shipping.total].map(({ amount }) => amount) : []),
    ...[subtotal, discount, sent, tax, total].map(({ amount }) => amount),
    ...taxes.map(({ amount }) => amount),
  ];
}

describe("any cart", () => {
  it("adds up to the minor unit, in whole amounts that are never negative", async () => {
    await fc.assert(
      fc.asyncProperty(
        anySale,
        async ({ priced: of, candidates, pricesInclude, rates: [one, two, three], shipped }) => {
          const quoted = await quote(
            sale({
              lines: of.map(({ quantity }, index) => ({ sku: `S${index}`, quantity })),
              offers: of.map(({ amount, taxClass, weightGrams }, index) =>
                offer(`S${index}`, amount, weightGrams === undefined ? { taxClass } : { taxClass, weightGrams }),
              ),
              candidates: candidates.map(({ promotion }, index) => ({
                promotion: { ...promotion, promotionId: `prm_${index}` },
              })),
              shippingMethodId: shipped ? "shm_parcel" : undefined,
              taxOf: ratesEngine(async () => ({
                ...germany(pricesInclude),
                rates: [
                  { name: "state", taxClass: "standard", rate: one },
                  { name: "city", taxClass: "standard", rate: two },
                  { name: "reduced", taxClass: "reduced", rate: three },
                ],
              })),
            }),
          );
          const { lines, shipping, totals, taxIncluded, applied } = quoted;
          const sum = (amounts: readonly Money[]) => amounts.reduce((total, { amount }) => total + amount, 0);
          expect(amountsIn(quoted).filter((amount) => !Number.isSafeInteger(amount) || amount < 0)).toEqual([]);
          expect(totals.total.amount).toBe(sum(lines.map(({ total }) => total)) + (shipping?.total.amount ?? 0));
          expect(totals.total.amount).toBe(
            totals.subtotal.amount -
              totals.discount.amount +
              totals.shipping.amount +
              (taxIncluded ? 0 : totals.tax.amount),
          );
          const takenOff = applied.flatMap(({ perLine, shipping: off }) => [...perLine, off]);
          expect(takenOff.reduce((total, amount) => total + amount, 0)).toBe(
            totals.discount.amount + (shipping?.discount.amount ?? 0),
          );
          for (const { subtotal, discount, discounts, tax, taxes } of lines) {
            expect(discount.amount).toBeLessThanOrEqual(subtotal.amount);
            expect(sum(discounts.map(({ amount }) => amount))).toBe(discount.amount);
            expect(taxes.reduce((total, { amount }) => total + amount, 0)).toBe(tax.amount);
            if (taxIncluded) expect(tax.amount).toBeLessThanOrEqual(subtotal.amount - discount.amount);
          }
        },
      ),
    );
  });
});
