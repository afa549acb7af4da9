import { Refusal } from "@millrace/kernel/errors";
import type { Coverage, ShippingMethod } from "@millrace/pricing/shipping";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countriesOf, coveragesAfter, outrun, uncovered } from "./coverage.ts";
import type { CoveredCountry, Zone } from "./zone.ts";

const method: ShippingMethod = {
  shippingMethodId: "shm_1",
  name: "Van",
  kind: "delivery",
  rates: [{ amount: 490, currency: "EUR" }],
  taxClass: "standard",
  minDays: 1,
  maxDays: 3,
};
function zoneOf(zoneId: string, countries: readonly CoveredCountry[], more: Partial<Zone> = {}): Zone {
  return {
    zoneId,
    name: zoneId,
    countries,
    methods: [method],
    status: "active",
    createdAt: "2026-11-23T09:00:00.000Z",
    updatedAt: "2026-11-23T09:00:00.000Z",
    version: 1,
    ...more,
  };
}

/** The coverages of a shop in memory, with zones put into it as the routes do. */
function world() {
  const coverages = new Map<string, Coverage>();
  const zones = new Map<string, Zone>();
  const put = (zone: Zone): void => {
    const countries = countriesOf(zones.get(zone.zoneId), zone);
    const known = countries.map((country) => coverages.get(country) ?? uncovered(country));
    for (const coverage of coveragesAfter(zone, known)) coverages.set(coverage.country, coverage);
    zones.set(zone.zoneId, zone);
  };
  return { coverages, zones, put };
}

describe("coveragesAfter", () => {
  it("puts a zone into each of its countries, with its own regions there", () => {
    const { coverages, put } = world();
    put(zoneOf("a", [{ country: "ES" }, { country: "PT", regions: ["20"] }]));
    put(zoneOf("b", [{ country: "ES", regions: ["CN"] }]));
    expect([...coverages.values()]).toEqual([
      {
        country: "ES",
        zones: [
          { zoneId: "a", methods: [method] },
          { zoneId: "b", regions: ["CN"], methods: [method] },
        ],
        version: 2,
      },
      { country: "PT", zones: [{ zoneId: "a", regions: ["20"], methods: [method] }], version: 1 },
    ]);
  });

  it("takes a zone out of the countries that it leaves, and an archived one out of all", () => {
    const { coverages, put } = world();
    put(zoneOf("a", [{ country: "ES" }, { country: "PT" }]));
    put(zoneOf("a", [{ country: "PT" }, { country: "FR" }]));
    expect([...coverages.values()].map(({ country, zones, version }) => [country, zones.length, version])).toEqual([
      ["ES", 0, 2],
      ["PT", 1, 2],
      ["FR", 1, 1],
    ]);
    put(zoneOf("a", [{ country: "PT" }, { country: "FR" }], { status: "archived" }));
    expect([...coverages.values()].flatMap(({ zones }) => zones)).toEqual([]);
  });

  it("names every country and region that another zone has", () => {
    const { put } = world();
    put(zoneOf("a", [{ country: "ES" }, { country: "PT", regions: ["20", "30"] }]));
    const greedy = zoneOf("b", [{ country: "FR" }, { country: "PT", regions: ["10", "30"] }, { country: "ES" }]);
    expect(() => put(greedy)).toThrow(
      expect.objectContaining({
        message: "PT-30 belongs to a",
        declaration: expect.objectContaining({ code: "shipping.region_taken", kind: "conflict" }),
        details: {
          errors: [
            { field: "body.countries.1.regions.1", reason: "PT-30 belongs to a" },
            { field: "body.countries.2.country", reason: "ES belongs to a" },
          ],
        },
      }),
    );
  });

  it("refuses what a checkout should not read", () => {
    const { put } = world();
    const rates = Array.from({ length: 20 }, () => ({
      amount: 1_000_000,
      currency: "EUR",
      minWeightGrams: 0,
      maxWeightGrams: 1_000_000,
      minPrice: 0,
      maxPrice: 1_000_000,
    }));
    const methods = Array.from({ length: 10 }, () => ({ ...method, rates }));
    put(zoneOf("a", [{ country: "ES", regions: ["CN"] }], { methods }));
    expect(() => put(zoneOf("b", [{ country: "ES", regions: ["IB"] }], { methods }))).toThrow(
      expect.objectContaining({ declaration: expect.objectContaining({ code: "shipping.coverage_too_large" }) }),
    );
    put(zoneOf("b", [{ country: "PT" }], { methods }));
  });
});

describe("outrun", () => {
  const stored = { country: "ES", zones: [{ zoneId: "a", regions: ["CN"], methods: [] }] };

  it("says what another zone has taken meanwhile, or that another try may succeed", () => {
    const codeOf = (countries: readonly CoveredCountry[]) => outrun(stored, zoneOf("b", countries)).declaration.code;
    expect(codeOf([{ country: "ES", regions: ["IB", "CN"] }])).toBe("shipping.region_taken");
    expect(codeOf([{ country: "ES", regions: ["IB"] }])).toBe("service.busy");
    expect(codeOf([{ country: "ES" }])).toBe("service.busy");
    expect(outrun(stored, zoneOf("a", [{ country: "PT" }])).declaration.code).toBe("service.busy");
  });
});

const place = fc.record({
  country: fc.constantFrom("ES", "PT", "FR"),
  regions: fc.option(fc.uniqueArray(fc.constantFrom("A", "B", "C"), { minLength: 1 }), { nil: undefined }),
});
const command = fc.record({
  zoneId: fc.constantFrom("a", "b", "c", "d"),
  countries: fc.uniqueArray(place, { selector: ({ country }) => country, minLength: 1, maxLength: 3 }),
  status: fc.constantFrom("active" as const, "active" as const, "archived" as const),
});

describe("zones in any order", () => {
  it("never share a region, and each country's coverage is exactly its active zones", () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 20 }), (commands) => {
        const { coverages, zones, put } = world();
        for (const { zoneId, countries, status } of commands) {
          try {
            put(zoneOf(zoneId, countries, { status }));
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
        }
        const claims = [...coverages].flatMap(([country, coverage]) =>
          coverage.zones.flatMap(({ zoneId, regions = ["*"] }) =>
            regions.map((region) => ({ region: `${country}-${region}`, zoneId })),
          ),
        );
        expect(new Set(claims.map(({ region }) => region)).size).toBe(claims.length);
        const expected = [...zones.values()]
          .filter(({ status }) => status === "active")
          .flatMap(({ zoneId, countries }) =>
            countries.flatMap(({ country, regions = ["*"] }) =>
              regions.map((region) => ({ region: `${country}-${region}`, zoneId })),
            ),
          );
        const sorted = (list: typeof claims) => list.map(({ region, zoneId }) => `${region} ${zoneId}`).sort();
        expect(sorted(claims)).toEqual(sorted(expected));
      }),
    );
  });
});
