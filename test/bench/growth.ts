import type { Measure } from "./measurements.ts";
import type { Use } from "./meter.ts";
import type { Row } from "./report.ts";
import { pageSize, type SeededShop, withSeededShop } from "./seeded-shop.ts";

/** Products of a shop as it grows; orders and customers stay, so that pages are full in each. */
const sizes = process.env["MILLRACE_BENCH_LARGE"] === "1" ? [1_000, 10_000, 100_000] : [1_000, 10_000];

function planOf(products: number) {
  return { seed: 1, products, orders: 600, categories: 12, customers: 5 };
}

/** How many units each pattern may take at any size of the shop, as its docstring bounds it for a page of 25. */
const patterns: readonly {
  readonly name: string;
  readonly most: number;
  readonly read: (shop: SeededShop) => Promise<unknown>;
}[] = [
  // 25 products of 5 KB.
  { name: "AP-C3 products by status", most: 16, read: (shop) => shop.listProducts() },
  // The listings, then each product by key: up to 8 KB are two units.
  { name: "AP-C10 products of a category", most: 2 * pageSize + 1, read: (shop) => shop.listCategory() },
  { name: "AP-C11 products by name", most: 2 * pageSize + 1, read: (shop) => shop.listNames() },
  // Slug, product and up to 40 variants.
  { name: "AP-C8 product by slug", most: 43, read: (shop) => shop.getBySlug() },
  // 25 orders of 40 lines, 8 KB each.
  { name: "AP-O2 an owner's orders", most: 25, read: (shop) => shop.listOrders(shop.bought.ownerId) },
  // 25 movements of 0.3 KB, strongly consistent.
  { name: "AP-I2 a SKU's ledger", most: 3, read: (shop) => shop.listMovements() },
  { name: "cart of 10 lines", most: 28, read: (shop) => shop.getCart(shop.bought, 10) },
  { name: "reads of a checkout of 10 lines", most: 30, read: (shop) => shop.checkout(shop.bought, 10) },
];

/** Names and amounts of other lengths can move a page over one more of DynamoDB's steps of 4 KB. */
const step = 0.5;

function measureAt(products: number): Promise<readonly Use[]> {
  return withSeededShop(planOf(products), async (shop) => {
    const uses: Use[] = [];
    for (const { read } of patterns) uses.push(await shop.meter(() => read(shop)));
    return uses;
  });
}

function inThousands(products: number): string {
  return `${products / 1_000} k products`;
}

/** What each list and read costs a shop that grows. */
export const measure: Measure = async () => {
  const measured: (readonly [number, readonly Use[]])[] = [];
  for (const products of sizes) measured.push([products, await measureAt(products)]);
  const first = measured[0]?.[1] ?? [];
  return patterns.flatMap(({ name, most }, index): readonly Row[] =>
    measured.map(([products, uses], place) => {
      const { units = Number.NaN, requests = Number.NaN } = uses[index] ?? {};
      const before = first[index]?.units ?? Number.NaN;
      return {
        what: `${name}, ${inThousands(products)}`,
        value: units,
        unit: "units",
        budget: { atMost: place === 0 ? most : Math.min(most, before + step) },
        note: `${requests} ${requests === 1 ? "request" : "requests"}`,
      };
    }),
  );
};
