import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { describe, expect, it } from "vitest";
import type { Offer } from "./offer.ts";
import { quote } from "./quote.ts";
import { openRegionOf, type Shop, saleOf, shopOf, termsIn } from "./sale.ts";

const at = new Date("2026-11-23T09:30:00.000Z");

function offer(sku: string, amount: number, more: Partial<Offer> = {}): Offer {
  return {
    sku,
    productId: `prd_${sku}`,
    title: `A ${sku}`,
    status: "active",
    prices: [{ amount, currency: "EUR" }],
    taxClass: "standard",
    categoryIds: [],
    ...more,
  };
}

const promoted = { candidates: [], firstOrder: false };
const shop: Shop = {
  offers: [offer("BOOK", 999), undefined, offer("TEE", 1990, { weightGrams: 200 })],
  book: undefined,
  ...promoted,
  groups: ["trade"],
  canFetch: () => true,
  rates: {
    country: "DE",
    pricesInclude: false,
    rounding: "line",
    rates: [{ name: "VAT", taxClass: "standard", rate: 100_000 }],
    regions: [],
    version: 1,
  },
  ratesElsewhere: async (country) => ({
    country,
    pricesInclude: false,
    rounding: "line",
    rates: [{ name: "ALV", taxClass: "standard", rate: 255_000 }],
    regions: [],
    version: 1,
  }),
  locations: [{ locationId: "loc_helsinki", country: "FI" }],
  covered: {
    country: "DE",
    zones: [
      {
        zoneId: "zon_1",
        methods: [
          {
            shippingMethodId: "shm_1",
            name: "Parcel",
            kind: "delivery",
            rates: [{ amount: 490, currency: "EUR" }],
            taxClass: "standard",
            minDays: 1,
            maxDays: 2,
          },
          {
            shippingMethodId: "shm_2",
            name: "Counter",
            kind: "pickup",
            locationId: "loc_helsinki",
            rates: [{ amount: 0, currency: "EUR" }],
            taxClass: "standard",
            minDays: 0,
            maxDays: 1,
          },
        ],
      },
    ],
    version: 1,
  },
};
const toBuy = {
  ownerId: "gst_1",
  currency: "EUR",
  lines: [
    { sku: "TEE", quantity: 2 },
    { sku: "GONE", quantity: 1 },
    { sku: "BOOK", quantity: 1 },
  ],
  destination: { country: "DE" },
  shippingMethodId: "shm_1",
};

describe("shopOf", () => {
  const { offers, book, rates, ratesElsewhere, covered, canFetch, groups, locations } = shop;
  const found = { offers, book, rates, ratesElsewhere, covered, canFetch, promoted, locations: { locations } };

  it("fills a shop with what was read", () => {
    expect(shopOf({ ...found, profile: { groups } })).toEqual(shop);
  });

  it("knows no groups of a buyer without a profile, and no locations of a shop without any", () => {
    const { groups: none, locations: nowhere } = shopOf({ ...found, profile: undefined, locations: undefined });
    expect([none, nowhere]).toEqual([[], []]);
  });
});

describe("saleOf", () => {
  it("finds each line's offer, whatever the order in which they were read", () => {
    expect(saleOf(toBuy, shop, at).offers.map((one) => one?.sku)).toEqual(["TEE", undefined, "BOOK"]);
  });

  it.each([
    ["gst_1", true],
    ["cus_1", false],
  ])("knows whether %s is a guest", (ownerId, guest) => {
    expect(saleOf({ ...toBuy, ownerId }, shop, at).guest).toBe(guest);
  });

  it("is taxed and shipped by the shop's own rates and zones", async () => {
    const { totals } = await quote(saleOf(toBuy, shop, at));
    expect(totals.shipping.amount).toBe(490);
    expect(totals.tax.amount).toBe(398 + 100 + 49);
  });

  it("weighs a kit as itself, or else as its parts, those that weigh something", () => {
    const parts = [
      { sku: "TEE", quantity: 2 },
      { sku: "BOOK", quantity: 3 },
    ];
    const weightOf = (kit: Partial<Offer>, more: readonly Offer[] = shop.offers.filter((one) => one !== undefined)) =>
      saleOf(
        { ...toBuy, lines: [{ sku: "KIT", quantity: 1 }] },
        { ...shop, offers: [offer("KIT", 1, kit), ...more] },
        at,
      ).offers[0]?.weightGrams;
    expect(weightOf({ parts })).toBe(400);
    expect(weightOf({ parts, weightGrams: 50 })).toBe(50);
    expect(weightOf({ parts }, [offer("BOOK", 999, { weightGrams: 300 })])).toBe(900);
    expect(weightOf({ parts }, [offer("BOOK", 999)])).toBeUndefined();
  });

  it("is taxed by another country's rates where its goods are picked up", async () => {
    const { totals } = await quote(saleOf({ ...toBuy, shippingMethodId: "shm_2" }, shop, at));
    // 25.5 % of 39.80, and 10 % of 9.99 that are not fetched.
    expect(totals.taxes.map(({ name, amount }) => [name, amount])).toEqual([
      ["ALV", 1015],
      ["VAT", 100],
    ]);
  });

  it("offers no pick-up where its place leaves open how it is taxed", async () => {
    const tax = { name: "ALV", taxClass: "standard", rate: 255_000 };
    const finland = { country: "FI", pricesInclude: true, rounding: "line", rates: [], version: 1 } as const;
    const offered = async (region?: string) => {
      const ratesElsewhere = async () => ({ ...finland, regions: [{ region: "18", rates: [tax] }] });
      const locations = [{ locationId: "loc_helsinki", country: "FI", ...omitUndefined({ region }) }];
      const { options } = await quote(saleOf(toBuy, { ...shop, ratesElsewhere, locations }, at));
      return options.map(({ name }) => name);
    };
    expect(await offered()).toEqual(["Parcel"]);
    expect(await offered("18")).toEqual(["Counter", "Parcel"]);
  });

  it("is neither taxed nor shipped before its destination is known", async () => {
    const { totals, options } = await quote(saleOf({ ...toBuy, destination: undefined }, shop, at));
    expect([totals.tax.amount, totals.shipping.amount, options]).toEqual([0, 0, []]);
  });
});

describe("openRegionOf", () => {
  const german = { country: "DE" };
  const zones = [{ zoneId: "zon_1", regions: ["SN"], methods: [] }];
  const covered = { country: "DE", zones, version: 1 };
  const regions = [{ region: "HE", rates: [] }];
  const rates = { country: "DE", pricesInclude: true, rounding: "line", rates: [], regions, version: 1 } as const;

  it.each([
    ["nothing", shop, german],
    ["a destination", { rates, covered }, undefined],
    ["a region beside those named", { rates, covered }, { country: "DE", region: "BW" }],
  ])("asks for no region where it waits for %s", (_, known, destination) => {
    expect(openRegionOf(destination, known)).toBeUndefined();
  });

  it.each([
    ["taxes", { rates, covered: undefined }],
    ["zones", { rates: undefined, covered }],
  ])("asks for the region where %s name any", (_, known) => {
    expect(openRegionOf(german, known)).toMatch(/^is needed in DE/);
    expect(openRegionOf({ ...german, region: "ZZ" }, known)).toMatch(/no region of DE/);
  });
});

describe("termsIn", () => {
  it("tells what units of a SKU are sold for, at the price of their number, and what a kit is made of", () => {
    const parts = [{ sku: "TEE", quantity: 3 }];
    const prices = [
      { amount: 5000, currency: "EUR" },
      { amount: 4500, currency: "EUR", minQuantity: 2 },
    ];
    const termsOf = termsIn("EUR", { ...shop, offers: [offer("KIT", 0, { prices, parts })] }, at);
    expect(termsOf({ sku: "KIT", quantity: 1 })).toEqual({ unitPrice: 5000, parts });
    expect(termsOf({ sku: "KIT", quantity: 2 })).toEqual({ unitPrice: 4500, parts });
  });

  it("knows no terms of what is unknown, or not for sale in the currency", () => {
    expect(termsIn("EUR", shop, at)({ sku: "GONE", quantity: 1 })).toBeUndefined();
    expect(termsIn("USD", shop, at)({ sku: "TEE", quantity: 1 })).toBeUndefined();
  });
});
