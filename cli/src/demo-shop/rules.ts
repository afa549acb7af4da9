/** The rules of the small shop: what is sorted where, what is taxed, shipped and given away. */

/** Parts per million. */
function percent(share: number): number {
  return share * 10_000;
}

/** One amount in each currency of the shop. */
export function money(eur: number, usd: number) {
  return [
    { amount: eur, currency: "EUR" },
    { amount: usd, currency: "USD" },
  ];
}

export const seedCategories = ["Clothing", "Aboard and at home"] as const;
export type SeedCategory = (typeof seedCategories)[number];

/** By country: its taxes, which the shop's prices include. */
export const seedTaxes = {
  GB: { pricesInclude: true, rates: [{ name: "VAT", taxClass: "standard", rate: percent(20) }], regions: [] },
  DE: {
    pricesInclude: true,
    rates: [
      { name: "MwSt.", taxClass: "standard", rate: percent(19) },
      { name: "MwSt. ermäßigt", taxClass: "reduced", rate: percent(7) },
    ],
    regions: [],
  },
} as const;

function parcel(eur: number, usd: number, days: readonly [number, number]) {
  return {
    name: "Parcel",
    kind: "delivery",
    rates: [
      // For nothing from fifty on, dearer when it is heavy.
      ...money(0, 0).map((rate) => ({ ...rate, minPrice: 5000 })),
      ...money(eur, usd).map((rate) => ({ ...rate, maxWeightGrams: 5000 })),
      ...money(eur * 2, usd * 2),
    ],
    minDays: days[0],
    maxDays: days[1],
  };
}

export const seedZones = [
  {
    name: "United Kingdom",
    countries: [{ country: "GB" }],
    methods: [
      parcel(490, 550, [1, 3]),
      {
        name: "Fetched at the harbor",
        kind: "pickup",
        locationId: "loc_main",
        rates: money(0, 0),
        minDays: 0,
        maxDays: 1,
      },
    ],
  },
  {
    name: "Europe",
    countries: ["AT", "BE", "DE", "DK", "FR", "IE", "IT", "NL"].map((country) => ({ country })),
    methods: [parcel(990, 1090, [2, 6])],
  },
] as const;

/** A coupon for who has not ordered before, and what everybody gets. */
export const seedPromotions = [
  {
    code: "WELCOME10",
    promotion: {
      name: "Ten percent off your first order",
      trigger: "coupon",
      conditions: { firstOrder: true },
      effect: { kind: "percentage", rate: percent(10) },
      limits: { perCustomer: 1 },
    },
  },
  {
    promotion: {
      name: "Three mugs for two",
      trigger: "automatic",
      conditions: { skus: ["MUG-WHITE", "MUG-BLACK"] },
      effect: { kind: "buy_x_get_y", buy: 2, get: 1, rate: percent(100) },
    },
  },
] as const;
