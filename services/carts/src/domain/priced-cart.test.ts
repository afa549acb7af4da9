import { type Money, maxAmount } from "@millrace/kernel/money";
import type { Offer } from "@millrace/pricing/offer";
import type { Candidate, Promotion } from "@millrace/pricing/promotion";
import { quote } from "@millrace/pricing/quote";
import { saleOf } from "@millrace/pricing/sale";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aCart } from "../../../../test/support/a-cart.ts";
import { refusalOf } from "../../../../test/support/refused.ts";
import { type Cart, maxSkus } from "./cart.ts";
import { requireOrderable, showCart } from "./priced-cart.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
function euros(amount: number): Money {
  return { amount, currency: "EUR" };
}

function anOffer(sku: string, amount: number, more: Partial<Offer> = {}): Offer {
  return {
    sku,
    productId: `prd_${sku}`,
    title: `The ${sku}`,
    status: "active",
    prices: [euros(amount)],
    taxClass: "standard",
    categoryIds: [],
    weightGrams: 200,
    ...more,
  };
}

function aPromotion(more: Partial<Promotion> = {}): Promotion {
  return {
    promotionId: "prm_ten",
    name: "Ten percent",
    trigger: "coupon",
    status: "active",
    conditions: {},
    effect: { kind: "percentage", rate: 100_000 },
    stacking: "stackable",
    priority: 0,
    limits: {},
    ...more,
  };
}

type Shop = {
  readonly offers: readonly Offer[];
  readonly stock?: Readonly<Record<string, number>>;
  readonly candidates?: readonly Candidate[];
  readonly pricesInclude?: boolean;
};

function quoteOf(cart: Cart, { offers, candidates = [], pricesInclude = true }: Shop) {
  const rates = [{ name: "VAT", taxClass: "standard", rate: 190_000 }];
  const method = { taxClass: "standard", kind: "delivery", minDays: 1, maxDays: 3, rates: [euros(490)] } as const;
  const methods = [
    { ...method, shippingMethodId: "shm_parcel", name: "Parcel" },
    { ...method, shippingMethodId: "shm_fast", name: "Fast", rates: [euros(990)], maxDays: 1 },
  ];
  const shop = {
    offers,
    book: undefined,
    groups: [],
    candidates,
    firstOrder: false,
    rates: { country: "DE", pricesInclude, rounding: "line" as const, rates, regions: [], version: 1 },
    ratesElsewhere: async () => undefined,
    locations: [],
    covered: { country: "DE", zones: [{ zoneId: "zon_1", methods }], version: 1 },
    canFetch: () => true,
  };
  return quote(saleOf(cart, shop, at));
}

async function show(cart: Cart, shop: Shop) {
  const { offers, stock = {} } = shop;
  return showCart(cart, {
    quote: await quoteOf(cart, shop),
    regionRequired: false,
    titleOf: (sku) => offers.find((offer) => offer.sku === sku)?.title ?? sku,
    availableOf: (sku) => stock[sku] ?? 0,
    at,
    readyAt: () => undefined,
  });
}

describe("requireOrderable", () => {
  const destination = { country: "DE" };
  it.each([
    ["nothing", "of a total that an order can have", aCart(), 1990, undefined],
    ["the line", "of a line that is too dear by itself", aCart(), maxAmount, "lines.TEE"],
    ["the total", "of taxes on top that make it too large", aCart({ destination }), maxAmount / 2, "total"],
  ])("names %s %s", async (_named, _of, cart, amount, field) => {
    const quoted = await quoteOf(cart, { offers: [anOffer("TEE", amount)], pricesInclude: false });
    const errors = field && [{ field, reason: "costs more than one order can" }];
    expect(refusalOf(() => requireOrderable(quoted))?.details.errors).toEqual(errors);
  });
});

describe("showCart", () => {
  it("shows a line at today's price, and which rule made it", async () => {
    const prices = [{ ...euros(1990) }, { ...euros(1490), minQuantity: 2, compareAt: 1990 }];
    const view = await show(aCart(), { offers: [anOffer("TEE", 0, { prices })], stock: { TEE: 5 } });
    expect(view.lines[0]).toMatchObject({
      sku: "TEE",
      title: "The TEE",
      quantity: 2,
      unitPrice: euros(1490),
      compareAt: euros(1990),
      priceRule: { kind: "base", minQuantity: 2 },
      subtotal: euros(2980),
      total: euros(2980),
      available: 5,
      sellable: true,
    });
  });

  it.each([
    ["nothing", 1990, 2, []],
    ["a higher price", 1991, 2, [{ kind: "price_up", from: euros(1990), to: euros(1991) }]],
    ["a lower price", 1989, 2, [{ kind: "price_down", from: euros(1990), to: euros(1989) }]],
    ["too few units", 1990, 1, [{ kind: "fewer_available", available: 1 }]],
  ])("tells %s since the line was set", async (_, price, available, changes) => {
    const view = await show(aCart(), { offers: [anOffer("TEE", price)], stock: { TEE: available } });
    expect(view.lines[0]).toMatchObject({ changes, priceChanged: price !== 1990 });
  });

  it("shows what is no longer for sale at the price last seen, and does not count it", async () => {
    const view = await show(aCart(), { offers: [anOffer("TEE", 2490, { status: "archived" })], stock: { TEE: 5 } });
    expect(view.lines[0]).toMatchObject({
      title: "The TEE",
      sellable: false,
      priceChanged: false,
      unitPrice: euros(1990),
      total: euros(0),
      changes: [{ kind: "not_for_sale" }],
    });
    expect(view.total).toEqual(euros(0));
  });

  it("counts nothing that became too dear to be ordered", async () => {
    const view = await show(aCart(), { offers: [anOffer("TEE", maxAmount)], stock: { TEE: 5 } });
    expect(view.lines[0]).toMatchObject({ sellable: false, changes: [{ kind: "too_dear" }] });
  });

  it("allows of a kit what its parts allow, also beside its parts in the same cart", async () => {
    const parts = [
      { sku: "CUP", quantity: 2 },
      { sku: "POT", quantity: 1 },
    ];
    const kit = { sku: "SET", quantity: 2, unitPrice: 5000, parts };
    const cup = { sku: "CUP", quantity: 2, unitPrice: 900 };
    const offers = [anOffer("SET", 5000, { parts }), anOffer("CUP", 900)];
    const stock = { CUP: 5, POT: 9 };
    const alone = await show(aCart({ lines: [kit] }), { offers, stock });
    expect(alone.lines[0]).toMatchObject({ available: 2, changes: [], parts });
    const together = await show(aCart({ lines: [kit, cup] }), { offers, stock });
    expect(together.lines.map(({ changes }) => changes)).toEqual([
      [{ kind: "fewer_available", available: 2 }],
      [{ kind: "fewer_available", available: 5 }],
    ]);
  });

  it("names what each promotion takes off, and why a coupon takes nothing off", async () => {
    const coupons = ["TEN", "LATE", "GONE"].map((code) => ({ code, promotionId: `prm_${code.toLowerCase()}` }));
    const candidates: readonly Candidate[] = [
      { promotion: aPromotion(), code: "TEN" },
      { promotion: aPromotion({ promotionId: "prm_late", startsAt: "2026-12-01T00:00:00.000Z" }), code: "LATE" },
      {
        promotion: aPromotion({
          promotionId: "prm_free",
          name: "Free shipping",
          trigger: "automatic",
          effect: { kind: "free_shipping" },
        }),
      },
    ];
    const cart = aCart({ coupons, destination: { country: "DE" }, shippingMethodId: "shm_parcel" });
    const view = await show(cart, { offers: [anOffer("TEE", 1990)], candidates });
    expect(view).toMatchObject({
      lines: [
        {
          discounts: [{ promotionId: "prm_ten", name: "Ten percent", code: "TEN", amount: euros(398) }],
          discount: euros(398),
          total: euros(3582),
        },
      ],
      coupons: [
        { code: "TEN", applied: true },
        { code: "LATE", applied: false, reason: "not_active" },
        { code: "GONE", applied: false, reason: "not_active" },
      ],
      shipping: { chosen: { amount: euros(490), discount: euros(490), total: euros(0) } },
      totals: { subtotal: euros(3980), discount: euros(398), shipping: euros(0), total: euros(3582) },
    });
    expect(view.promotions).toContainEqual({
      promotionId: "prm_free",
      name: "Free shipping",
      amount: euros(490),
      freeShipping: true,
    });
  });

  it("offers no shipping and no tax before it knows where to", async () => {
    const view = await show(aCart({ shippingMethodId: "shm_parcel" }), { offers: [anOffer("TEE", 1990)] });
    expect(view).toMatchObject({ shipping: { needed: true, options: [] }, totals: { tax: euros(0), taxes: [] } });
    expect(view.shipping).not.toHaveProperty("chosen");
  });

  it("offers the ways of shipping with their days, and counts the one chosen", async () => {
    const cart = aCart({ destination: { country: "DE" }, shippingMethodId: "shm_fast" });
    const view = await show(cart, { offers: [anOffer("TEE", 1990)], pricesInclude: false });
    expect(view.shipping).toMatchObject({
      options: [
        {
          shippingMethodId: "shm_parcel",
          amount: euros(490),
          estimate: { earliest: "2026-11-24", latest: "2026-11-26" },
        },
        {
          shippingMethodId: "shm_fast",
          amount: euros(990),
          estimate: { earliest: "2026-11-24", latest: "2026-11-24" },
        },
      ],
      chosen: { shippingMethodId: "shm_fast", tax: euros(188), total: euros(1178) },
    });
    expect(view.totals).toEqual({
      subtotal: euros(3980),
      discount: euros(0),
      shipping: euros(990),
      tax: euros(944),
      taxes: [{ name: "VAT", rate: 190_000, amount: 944 }],
      taxIncluded: false,
      total: euros(5914),
    });
    expect(view.total).toEqual(euros(5914));
  });

  it("adds up to the cent, whatever is in the cart", async () => {
    const line = fc.record({
      quantity: fc.integer({ min: 1, max: 10_000 }),
      seen: fc.nat(maxAmount / 10_000),
      now: fc.option(fc.nat(maxAmount / 10_000)),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: maxSkus }),
        fc.boolean(),
        fc.nat(1_000_000),
        fc.constantFrom(undefined, "shm_parcel", "shm_fast"),
        async (drawn, pricesInclude, rate, shippingMethodId) => {
          const lines = drawn.map(({ quantity, seen }, index) => ({ sku: `S${index}`, quantity, unitPrice: seen }));
          const offers = drawn.flatMap(({ now }, index) => (now === null ? [] : [anOffer(`S${index}`, now)]));
          const candidates = [{ promotion: aPromotion({ effect: { kind: "percentage", rate } }), code: "TEN" }];
          const cart = aCart({ lines, destination: { country: "DE" }, shippingMethodId });
          const { totals, total, ...view } = await show(cart, { offers, candidates, pricesInclude });
          const { subtotal, discount, shipping, tax } = totals;
          const shown = view.lines.reduce(
            (sum, one) => sum + one.total.amount,
            view.shipping.chosen?.total.amount ?? 0,
          );
          expect(total.amount).toBe(shown);
          expect(total.amount).toBe(
            subtotal.amount - discount.amount + shipping.amount + (pricesInclude ? 0 : tax.amount),
          );
          expect(tax.amount).toBe(totals.taxes.reduce((sum, { amount }) => sum + amount, 0));
          for (const one of view.lines) {
            expect(one.discount.amount).toBe(one.discounts.reduce((sum, { amount }) => sum + amount.amount, 0));
          }
          expect(
            Object.values({ subtotal, discount, shipping, tax, total }).every(
              ({ amount }) => Number.isSafeInteger(amount) && amount >= 0,
            ),
          ).toBe(true);
        },
      ),
    );
  });
});
