import type { Coverage } from "@millrace/pricing/shipping";
import { batchGet } from "@millrace/table/batch-get";
import { commit } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { freshTable } from "../../../../test/support/table.ts";
import { countriesOf, coveragesAfter, uncovered } from "../domain/coverage.ts";
import { archive, type CoveredCountry, create, replace, type Zone } from "../domain/zone.ts";
import { coverage } from "../doors.ts";
import { coverageEntity } from "./coverage.entity.ts";
import { zoneEntity } from "./zone.entity.ts";
import { createZones } from "./zones.ts";

function minute(count: number) {
  return new Date(Date.UTC(2026, 10, 23, 9, count));
}
const pickup = {
  name: "Counter",
  kind: "pickup" as const,
  rates: [{ amount: 0, currency: "EUR", maxItems: 3 }],
  taxClass: "standard",
  minDays: 0,
  maxDays: 1,
  locationId: "loc_main",
};
function zoneOf(number: number, countries: CoveredCountry[]): Zone {
  return create(
    { name: `Zone ${number}`, countries, methods: [pickup] },
    { zoneId: `zon_01kaq3v8e0m4t6w8y0a2c4e6g${number}`, methodIds: [`shm_${number}`] },
    minute(number),
  ).state;
}

async function shop() {
  const table = await freshTable();
  const zones = createZones(table);
  const prepared = async (before: Zone | undefined, after: Zone) =>
    zones.write(after, coveragesAfter(after, await zones.listCoverages(countriesOf(before, after))));
  const stored = async (before: Zone | undefined, after: Zone) => commit(await prepared(before, after));
  const read = coverage.open(table);
  const covered = async (country: string): Promise<Coverage | undefined> => (await batchGet(table, [read(country)]))[0];
  return { table, zones, prepared, stored, covered };
}

describe("AP-S1 readCoverage, AP-S2 getCoverage, AP-S3 listCoverages", () => {
  it("give what a zone's countries are covered by", async () => {
    const { zones, stored, covered } = await shop();
    const zone = zoneOf(1, [{ country: "ES", regions: ["CN"] }, { country: "PT" }]);
    await stored(undefined, zone);
    const { zoneId, methods } = zone;
    const spain = { country: "ES", zones: [{ zoneId, regions: ["CN"], methods }], version: 1 };
    expect(await covered("ES")).toEqual(spain);
    expect(await zones.getCoverage("ES")).toEqual(spain);
    expect(await zones.getCoverage("FR")).toBeUndefined();
    expect(await zones.listCoverages(["FR", "ES"])).toEqual([uncovered("FR"), spain]);
  });
});

describe("AP-S4 getZone, AP-S6 write", () => {
  it("keep a zone and its countries' coverages together", async () => {
    const { zones, stored, covered } = await shop();
    const zone = zoneOf(1, [{ country: "ES" }]);
    await stored(undefined, zone);
    expect(await zones.getZone(zone.zoneId)).toEqual(zone);
    const draft = { name: "Portugal", countries: [{ country: "PT" }], methods: [] };
    const { state: updated } = replace(zone, draft, 1, [], minute(5));
    await stored(zone, updated);
    expect(await zones.getZone(zone.zoneId)).toEqual(updated);
    expect(await covered("ES")).toEqual({ country: "ES", zones: [], version: 2 });
    expect(await covered("PT")).toEqual({ country: "PT", zones: [{ zoneId: zone.zoneId, methods: [] }], version: 1 });
    await stored(updated, archive(updated, 2, minute(6)).state);
    expect(await covered("PT")).toEqual({ country: "PT", zones: [], version: 2 });
  });

  it("move a zone from 40 countries to 40 others in one transaction", async () => {
    const { zones, stored } = await shop();
    const codes = Array.from({ length: 80 }, (_, index) => `${index}`);
    const countries = (from: number) => codes.slice(from, from + 40).map((country) => ({ country }));
    const zone = zoneOf(1, countries(0));
    await stored(undefined, zone);
    const moved = replace(zone, { name: "Moved", countries: countries(40), methods: [] }, 1, [], minute(5));
    await stored(zone, moved.state);
    const covered = (await zones.listCoverages(codes)).map((found) => found.zones.length);
    expect(covered).toEqual([...Array(40).fill(0), ...Array(40).fill(1)]);
  });

  it.each([
    ["a country that nobody had", false],
    ["a country that somebody left", true],
  ])("let one of two zones take %s, and say which has it", async (_, had) => {
    const { prepared, stored, zones, covered } = await shop();
    if (had) {
      const left = zoneOf(0, [{ country: "ES" }]);
      await stored(undefined, left);
      await stored(left, archive(left, 1, minute(1)).state);
    }
    const [one, two] = [zoneOf(1, [{ country: "ES" }]), zoneOf(2, [{ country: "PT" }, { country: "ES" }])];
    // Both have read the country before either writes.
    const [first, second] = [await prepared(undefined, one), await prepared(undefined, two)];
    await commit(first);
    await expect(commit(second)).rejects.toMatchObject({
      declaration: { code: "shipping.region_taken" },
      details: { errors: [{ field: "body.countries.1.country", reason: `ES belongs to ${one.zoneId}` }] },
    });
    expect(await zones.getZone(two.zoneId)).toBeUndefined();
    expect(await covered("PT")).toBeUndefined();
    expect((await covered("ES"))?.zones.map(({ zoneId }) => zoneId)).toEqual([one.zoneId]);
  });

  it("ask a zone to try again that another has outrun without taking anything from it", async () => {
    const { prepared, stored, covered } = await shop();
    const zone = zoneOf(1, [{ country: "ES", regions: ["CN"] }]);
    const other = zoneOf(2, [{ country: "ES", regions: ["IB"] }]);
    const late = await prepared(undefined, zone);
    await stored(undefined, other);
    await expect(commit(late)).rejects.toMatchObject({ declaration: { code: "service.busy" } });
    await stored(undefined, zone);
    expect((await covered("ES"))?.zones.map(({ regions }) => regions)).toEqual([["IB"], ["CN"]]);
  });
});

describe("AP-S5 listZones", () => {
  it("lists one status, the newest first, page by page", async () => {
    const { zones, stored } = await shop();
    const made = [zoneOf(1, [{ country: "ES" }]), zoneOf(2, [{ country: "PT" }]), zoneOf(3, [{ country: "FR" }])];
    for (const zone of made) await stored(undefined, zone);
    const [one, two, three] = made;
    if (!one || !two || !three) throw new Error("No zones.");
    await stored(two, archive(two, 1, minute(9)).state);
    const first = await zones.listZones("active", 1, null);
    expect(first.items).toEqual([three]);
    expect(await zones.listZones("active", 5, first.position)).toEqual({ items: [one], position: null });
    expect((await zones.listZones("archived", 5, null)).items).toMatchObject([{ zoneId: two.zoneId, version: 2 }]);
  });
});

describe("shipping's keys", () => {
  it("stay as they are", async () => {
    const { table } = await shop();
    const keysOf = (item: object) =>
      Object.fromEntries(Object.entries(item).filter(([name]) => /^(gsi\d)?[ps]k$/.test(name)));
    const zone = zoneEntity(table).create(zoneOf(1, [])).params<{ Item: object }>();
    expect(keysOf(zone.Item)).toMatchInlineSnapshot(`
      {
        "gsi1pk": "$shipping#status_active",
        "gsi1sk": "$zone_1#zoneId_zon_01kaq3v8e0m4t6w8y0a2c4e6g1",
        "pk": "$shipping#zoneId_zon_01kaq3v8e0m4t6w8y0a2c4e6g1",
        "sk": "$zone_1",
      }
    `);
    const spain = { country: "ES", zones: [], version: 1 };
    const covered = coverageEntity(table).create(spain).params<{ Item: object }>();
    expect(keysOf(covered.Item)).toMatchInlineSnapshot(`
      {
        "pk": "$shipping#country_ES",
        "sk": "$coverage_1",
      }
    `);
  });
});
