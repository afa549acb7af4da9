import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Coverage,
  type CoveredZone,
  estimateOf,
  type Parcel,
  type ShippingMethod,
  type ShippingRate,
  zonesQuoter,
} from "./shipping.ts";

function method(name: string, rates: readonly ShippingRate[], more: Partial<ShippingMethod> = {}): ShippingMethod {
  return {
    shippingMethodId: `shm_${name}`,
    name,
    kind: "delivery",
    rates,
    taxClass: "standard",
    minDays: 2,
    maxDays: 4,
    ...more,
  };
}
function euros(amount: number, bounds: Omit<ShippingRate, "amount" | "currency"> = {}): ShippingRate {
  return {
    amount,
    currency: "EUR",
    ...bounds,
  };
}
function coverageOf(...zones: readonly Omit<CoveredZone, "zoneId">[]): Coverage {
  return {
    country: "ES",
    zones: zones.map((zone, index) => ({ zoneId: `zon_${index}`, ...zone })),
    version: 1,
  };
}
const parcel: Parcel = {
  currency: "EUR",
  destination: { country: "ES" },
  weightGrams: 1000,
  price: 5000,
  items: 2,
};
async function quoted(coverage: Coverage | undefined, change: Partial<Parcel> = {}) {
  return (await zonesQuoter(coverage)({ ...parcel, ...change })).map(({ name, amount }) => [name, amount.amount]);
}

describe("zonesQuoter", () => {
  it("offers nothing where nothing is shipped", async () => {
    expect(await quoted(undefined)).toEqual([]);
    expect(await quoted(coverageOf())).toEqual([]);
    expect(await quoted(coverageOf({ regions: ["CN"], methods: [method("boat", [euros(900)])] }))).toEqual([]);
  });

  it("lets the zone that names the region win over the zone of the whole country", async () => {
    const coverage = coverageOf(
      { methods: [method("van", [euros(500)])] },
      { regions: ["CN", "IB"], methods: [method("boat", [euros(900)])] },
    );
    expect(await quoted(coverage, { destination: { country: "ES", region: "MD" } })).toEqual([["van", 500]]);
    expect(await quoted(coverage, { destination: { country: "ES", region: "IB" } })).toEqual([["boat", 900]]);
    // Tenerife is one of the Canaries.
    expect(await quoted(coverage, { destination: { country: "ES", region: "TF" } })).toEqual([["boat", 900]]);
  });

  it("offers nothing while zones name regions and the destination does not", async () => {
    const coverage = coverageOf(
      { methods: [method("van", [euros(500)])] },
      { regions: ["CN"], methods: [method("boat", [euros(900)])] },
    );
    expect(await quoted(coverage)).toEqual([]);
    expect(await quoted(coverage, { destination: { country: "ES", region: "ZZ" } })).toEqual([]);
  });

  it("takes the first row in the parcel's currency whose bounds all hold", async () => {
    const rows = [
      { amount: 100, currency: "USD" },
      euros(0, { minPrice: 10_000 }),
      euros(390, { maxWeightGrams: 1000, maxItems: 3 }),
      euros(590, { minWeightGrams: 1000 }),
      euros(690, { maxPrice: 100, minItems: 4 }),
    ];
    const coverage = coverageOf({ methods: [method("van", rows)] });
    expect(await quoted(coverage)).toEqual([["van", 390]]);
    expect(await quoted(coverage, { price: 10_000 })).toEqual([["van", 0]]);
    expect(await quoted(coverage, { price: 9999, weightGrams: 1001 })).toEqual([["van", 590]]);
    expect(await quoted(coverage, { items: 4 })).toEqual([["van", 590]]);
    expect(await quoted(coverage, { items: 4, weightGrams: 999, price: 100 })).toEqual([["van", 690]]);
    expect(await quoted(coverage, { items: 4, weightGrams: 999, price: 101 })).toEqual([]);
    expect(await quoted(coverage, { currency: "USD" })).toEqual([["van", 100]]);
    expect(await quoted(coverage, { currency: "GBP" })).toEqual([]);
  });

  it("offers the cheapest first, then by name, and pick-up with its place", async () => {
    const pickup = method("counter", [euros(0)], { kind: "pickup", locationId: "loc_main", minDays: 0, maxDays: 1 });
    const coverage = coverageOf({
      methods: [method("van", [euros(500)]), method("bike", [euros(500)]), pickup],
    });
    const options = await zonesQuoter(coverage)(parcel);
    expect(options.map(({ name }) => name)).toEqual(["counter", "bike", "van"]);
    expect(options[0]).toEqual({
      shippingMethodId: "shm_counter",
      name: "counter",
      kind: "pickup",
      amount: { amount: 0, currency: "EUR" },
      taxClass: "standard",
      minDays: 0,
      maxDays: 1,
      locationId: "loc_main",
    });
    expect(options[1]).not.toHaveProperty("locationId");
  });

  it("refuses to quote by another country's zones", async () => {
    const abroad = { ...parcel, destination: { country: "PT" } };
    await expect(zonesQuoter(coverageOf())(abroad)).rejects.toThrow(RangeError);
  });
});

describe("estimateOf", () => {
  const at = new Date("2026-12-30T23:59:59.999Z");
  it.each([
    ["counts days from the order", { minDays: 1, maxDays: 3 }, undefined, ["2026-12-31", "2027-01-02"]],
    ["may be the same day", { minDays: 0, maxDays: 0 }, undefined, ["2026-12-30", "2026-12-30"]],
    ["waits for goods", { minDays: 1, maxDays: 2 }, "2027-02-27T00:00:00.000Z", ["2027-02-28", "2027-03-01"]],
    [
      "waits for no goods that are ready",
      { minDays: 1, maxDays: 1 },
      "2026-01-01T00:00:00.000Z",
      ["2026-12-31", "2026-12-31"],
    ],
  ])("%s", (_, days, readyAt, [earliest, latest]) => {
    expect(estimateOf(days, at, readyAt === undefined ? undefined : new Date(readyAt))).toEqual({ earliest, latest });
  });
});

const bound = fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined });
const rate = fc.record({
  amount: fc.integer({ min: 0, max: 10 }),
  currency: fc.constantFrom("EUR", "USD"),
  minWeightGrams: bound,
  maxWeightGrams: bound,
  minPrice: bound,
  maxPrice: bound,
  minItems: bound,
  maxItems: bound,
});
const anyMethod = fc
  .record({ name: fc.constantFrom("a", "b", "c"), rates: fc.array(rate, { maxLength: 6 }) })
  .map(({ name, rates }) => method(name, rates));
const regions = fc.constantFrom(undefined, ["CN"], ["IB"]);
const anyZone = fc.record({ regions, methods: fc.array(anyMethod, { maxLength: 4 }) });
const anyCoverage = fc.array(anyZone, { maxLength: 3 }).map((zones) =>
  coverageOf(
    ...zones.map((zone, z) => ({
      ...zone,
      methods: zone.methods.map((one, m) => ({ ...one, shippingMethodId: `shm_${z}${m}` })),
    })),
  ),
);
const small = fc.integer({ min: 0, max: 20 });
const anyParcel = fc.record({
  currency: fc.constantFrom("EUR", "USD"),
  destination: fc.record({ country: fc.constant("ES"), region: fc.constantFrom(undefined, "CN", "IB", "MD") }),
  weightGrams: small,
  price: small,
  items: small,
});
function fits(row: ShippingRate, { currency, weightGrams, price, items }: Parcel): boolean {
  return (
    row.currency === currency &&
    (row.minWeightGrams ?? 0) <= weightGrams &&
    weightGrams <= (row.maxWeightGrams ?? 99) &&
    (row.minPrice ?? 0) <= price &&
    price <= (row.maxPrice ?? 99) &&
    (row.minItems ?? 0) <= items &&
    items <= (row.maxItems ?? 99)
  );
}

describe("quotes of anything", () => {
  it("are exactly the first rows that fit, of the one zone that counts", async () => {
    await fc.assert(
      fc.asyncProperty(anyCoverage, anyParcel, async (coverage, asked) => {
        const { region = "" } = asked.destination;
        const isOpen = region === "" && coverage.zones.some((one) => one.regions !== undefined);
        const zone = isOpen
          ? undefined
          : (coverage.zones.find((one) => one.regions?.includes(region)) ??
            coverage.zones.find((one) => one.regions === undefined));
        const expected = (zone?.methods ?? []).flatMap((one) => {
          const row = one.rates.find((candidate) => fits(candidate, asked));
          return row ? [[one.shippingMethodId, row.amount]] : [];
        });
        const options = await zonesQuoter(coverage)(asked);
        const found = options.map(({ shippingMethodId, amount }) => [shippingMethodId, amount.amount]);
        expect([...found].sort()).toEqual([...expected].sort());
        expect(options.every(({ amount }) => amount.currency === asked.currency)).toBe(true);
      }),
    );
  });

  it("depend on nothing but coverage and parcel, not on the methods' order", async () => {
    await fc.assert(
      fc.asyncProperty(anyCoverage, anyParcel, async (coverage, asked) => {
        const options = await zonesQuoter(coverage)(asked);
        const turned = coverage.zones.map((zone) => ({ ...zone, methods: [...zone.methods].reverse() }));
        expect(await zonesQuoter({ ...coverage, zones: turned })(asked)).toEqual(options);
        const amounts = options.map(({ amount }) => amount.amount);
        expect(amounts).toEqual([...amounts].sort((left, right) => left - right));
      }),
    );
  });
});
