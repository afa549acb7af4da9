import type { Coverage, CoveredZone } from "@millrace/pricing/shipping";
import { batchGet, type Read, readOf } from "@millrace/table/batch-get";
import type { Page } from "@millrace/table/cursors";
import { itemFrom, pageFrom } from "@millrace/table/results";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem, writeVersion } from "@millrace/table/transact";
import { outrun, uncovered } from "../domain/coverage.ts";
import type { Zone } from "../domain/zone.ts";
import { coverageEntity } from "./coverage.entity.ts";
import { zoneEntity } from "./zone.entity.ts";

/** Every access pattern of shipping. */
export type Zones = {
  /** AP-S1. What can be shipped to a country, to read with others: table get, strongly consistent. */
  readCoverage(country: string): Read<Coverage>;
  /** AP-S2. What can be shipped to a country, alone and for anybody who asks: table get, eventually consistent. */
  getCoverage(country: string): Promise<Coverage | undefined>;
  /**
   * AP-S3. The coverages that a zone's change touches, in the order asked: table batch get, strongly consistent, at
   * most 80.
   */
  listCoverages(countries: readonly string[]): Promise<readonly Coverage[]>;
  /** AP-S4. One zone: table get, strongly consistent. */
  getZone(zoneId: string): Promise<Zone | undefined>;
  /** AP-S5. The zones of one status, the newest first: gsi1 query, eventually consistent, one page. Staff alone asks. */
  listZones(status: Zone["status"], limit: number, position: string | null): Promise<Page<Zone>>;
  /**
   * AP-S6. A new zone, or one anew, and the coverage of the countries it had or has: at most 81 items. Its journal entry
   * holds the zone's lock.
   */
  write(zone: Zone, coverages: readonly Coverage[]): readonly TransactItem[];
};

export function createZones(table: Table): Zones {
  const coverageItem = coverageEntity(table);
  const zoneItem = zoneEntity(table);
  const readCoverage = (country: string): Read<Coverage> => readOf<Coverage>(coverageItem, { country });

  /** A coverage holds only over the version before it: two zones never take the same region. */
  const cover = (zone: Zone, { country, zones, version }: Coverage): TransactItem =>
    transactItem(
      coverageItem,
      (writes) =>
        version === 1
          ? writes.create({ country, zones, version })
          : writes
              .patch({ country })
              .set({ zones, version })
              .where((stored, { eq }) => eq(stored.version, version - 1)),
      (stored) => outrun({ country, zones: (stored?.["zones"] ?? []) as readonly CoveredZone[] }, zone),
    );

  return {
    readCoverage,
    getCoverage: (country) => itemFrom(coverageItem.get({ country }).go()),
    async listCoverages(countries) {
      const [coverages] = await batchGet(table, [countries.map(readCoverage)]);
      return countries.map((country, index) => coverages[index] ?? uncovered(country));
    },
    getZone: (zoneId) => itemFrom(zoneItem.get({ zoneId }).go({ consistent: true })),
    listZones: (status, limit, position) =>
      pageFrom(zoneItem.query.byStatus({ status }).go({ order: "desc", limit, cursor: position })),
    write: (zone, coverages) => [
      writeVersion(zoneItem, ["zoneId"], zone),
      ...coverages.map((coverage) => cover(zone, coverage)),
    ],
  };
}
