import type { SeedCategory } from "./rules.ts";

/** A small believable shop: what is sold, in two currencies, and how many units are there. */

export type SeedVariant = {
  readonly sku: string;
  readonly title: string;
  readonly options: Readonly<Record<string, string>>;
  /** Minor units. */
  readonly eur: number;
  readonly usd: number;
  readonly units: number;
};
export type SeedProduct = {
  readonly name: string;
  readonly description: string;
  readonly category: SeedCategory;
  readonly weightGrams: number;
  readonly variants: readonly SeedVariant[];
};

/** A variant for each size (or other option), all at one price. */
function each(
  option: string,
  base: { sku: string; title: string; eur: number; usd: number; options?: Readonly<Record<string, string>> },
  values: Readonly<Record<string, number>>,
): SeedVariant[] {
  return Object.entries(values).map(([value, units]) => ({
    sku: `${base.sku}-${value.toUpperCase()}`,
    title: `${base.title}, ${value}`,
    options: { ...base.options, [option]: value },
    eur: base.eur,
    usd: base.usd,
    units,
  }));
}

export const seedProducts: readonly SeedProduct[] = [
  {
    name: "Harbor Tee",
    description: "Heavy organic cotton, cut straight, dyed in small batches.",
    category: "Clothing",
    weightGrams: 200,
    variants: [
      ...each(
        "size",
        { sku: "TEE-BLUE", title: "Harbor Tee blue", eur: 2490, usd: 2690, options: { color: "blue" } },
        { S: 40, M: 80, L: 60 },
      ),
      ...each(
        "size",
        { sku: "TEE-SAND", title: "Harbor Tee sand", eur: 2490, usd: 2690, options: { color: "sand" } },
        { S: 25, M: 50, L: 30 },
      ),
    ],
  },
  {
    name: "Fisherman Sweater",
    description: "Undyed merino in a half-cardigan stitch that keeps the wind out.",
    category: "Clothing",
    weightGrams: 900,
    variants: each(
      "size",
      { sku: "SWEATER", title: "Fisherman Sweater", eur: 11900, usd: 12900 },
      { S: 8, M: 12, L: 10 },
    ),
  },
  {
    name: "Oilskin Rain Jacket",
    description: "Waxed cotton with taped seams. Rewax it once a year and it outlives you.",
    category: "Clothing",
    weightGrams: 1400,
    variants: each("size", { sku: "JACKET", title: "Oilskin Rain Jacket", eur: 18900, usd: 19900 }, { M: 6, L: 4 }),
  },
  {
    name: "Watch Cap",
    description: "Ribbed lambswool, one size.",
    category: "Clothing",
    weightGrams: 120,
    variants: each("color", { sku: "CAP", title: "Watch Cap", eur: 2990, usd: 3190 }, { navy: 70, rust: 35 }),
  },
  {
    name: "Enamel Mug",
    description: "Steel, enameled twice, for coffee at sea or at a desk. 350 ml.",
    category: "Aboard and at home",
    weightGrams: 350,
    variants: each("color", { sku: "MUG", title: "Enamel Mug", eur: 1490, usd: 1590 }, { white: 200, black: 120 }),
  },
  {
    name: "Canvas Sea Bag",
    description: "24 ounce canvas, brass eyelets, a bottom of bridle leather. 40 liters.",
    category: "Aboard and at home",
    weightGrams: 1200,
    variants: [{ sku: "BAG-40", title: "Canvas Sea Bag", options: {}, eur: 14900, usd: 15900, units: 15 }],
  },
  {
    name: "Rope Key Ring",
    description: "A monkey's fist knot in 6 mm cotton rope; it floats.",
    category: "Aboard and at home",
    weightGrams: 60,
    variants: each(
      "color",
      { sku: "KEYRING", title: "Rope Key Ring", eur: 990, usd: 1090 },
      { red: 300, natural: 300 },
    ),
  },
  {
    name: "Tide Table Poster",
    description: "A year of tides of one harbor, printed in two colors on 170 g paper. Limited to fifty.",
    category: "Aboard and at home",
    weightGrams: 250,
    variants: [{ sku: "POSTER-TIDES", title: "Tide Table Poster", options: {}, eur: 3900, usd: 4200, units: 50 }],
  },
];
