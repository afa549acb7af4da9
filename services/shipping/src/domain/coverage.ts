import { defineRefusal, type FieldError, type Refusal } from "@millrace/kernel/errors";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { Busy } from "@millrace/kernel/refusals";
import type { Coverage, CoveredZone } from "@millrace/pricing/shipping";
import type { CoveredCountry, Zone } from "./zone.ts";

export const RegionTaken = defineRefusal(
  "conflict",
  "shipping.region_taken",
  "A country or region belongs to another zone.",
);
export const CoverageTooLarge = defineRefusal(
  "conflict",
  "shipping.coverage_too_large",
  "A country's zones hold more than a checkout should read; use fewer rates.",
);

/** A checkout reads a coverage whole, 10 read units at this size; 80 of them fit into a transaction's 4 MB. */
const maxCoverageBytes = 40 * 1024;

/** Where a zone ships: an archived one nowhere. */
function coveredBy({ status, countries }: Zone): readonly CoveredCountry[] {
  return status === "active" ? countries : [];
}

/** The countries whose coverage a change touches: those of the zone before and after it. */
export function countriesOf(before: Zone | undefined, after: Zone): readonly string[] {
  return [...new Set([...(before ? coveredBy(before) : []), ...coveredBy(after)].map(({ country }) => country))];
}

/** The coverage of a country that no zone ever covered. */
export function uncovered(country: string): Coverage {
  return { country, zones: [], version: 0 };
}

/** What a zone covers in a country; undefined where it covers nothing. */
function coveredIn(country: string, zone: Zone): CoveredCountry | undefined {
  return coveredBy(zone).find((covered) => covered.country === country);
}

function othersOf(zones: readonly CoveredZone[], zone: Zone): readonly CoveredZone[] {
  return zones.filter(({ zoneId }) => zoneId !== zone.zoneId);
}

/** A country's zones, as far as another zone may want what they have. */
type Covering = Pick<Coverage, "country" | "zones">;

function takenFrom({ country, zones }: Covering, zone: Zone): readonly FieldError[] {
  const asked = coveredIn(country, zone);
  if (asked === undefined) return [];
  const field = `body.countries.${zone.countries.indexOf(asked)}`;
  const others = othersOf(zones, zone);
  if (asked.regions === undefined) {
    const owner = others.find(({ regions }) => regions === undefined);
    return owner ? [{ field: `${field}.country`, reason: `${country} belongs to ${owner.zoneId}` }] : [];
  }
  return asked.regions.flatMap((region, place) => {
    const owner = others.find(({ regions }) => regions?.includes(region));
    const reason = `${country}-${region} belongs to ${owner?.zoneId}`;
    return owner ? [{ field: `${field}.regions.${place}`, reason }] : [];
  });
}

function refuseTaken(errors: readonly FieldError[]): Refusal {
  return RegionTaken(errors[0]?.reason, { errors });
}

function coverageAfter({ country, zones, version }: Coverage, zone: Zone): Coverage {
  const asked = coveredIn(country, zone);
  const own = asked ? [omitUndefined({ zoneId: zone.zoneId, regions: asked.regions, methods: zone.methods })] : [];
  const coverage = { country, zones: [...othersOf(zones, zone), ...own], version: version + 1 };
  const bytes = new TextEncoder().encode(JSON.stringify(coverage)).length;
  if (bytes > maxCoverageBytes)
    throw CoverageTooLarge(`The zones of ${country} hold ${bytes} bytes of ${maxCoverageBytes}.`);
  return coverage;
}

/**
 * The coverage of each country after a change of a zone. Refuses a zone that wants what another has (`RegionTaken`, naming
 * all of it), and countries whose zones hold too much (`CoverageTooLarge`).
 *
 * @param known the coverage now of each country that the change touches
 */
export function coveragesAfter(zone: Zone, known: readonly Coverage[]): readonly Coverage[] {
  const taken = known.flatMap((coverage) => takenFrom(coverage, zone));
  if (taken.length > 0) throw refuseTaken(taken);
  return known.map((coverage) => coverageAfter(coverage, zone));
}

/**
 * What it means that a country's coverage has changed since it was read: another zone may have taken what this one
 * wants.
 */
export function outrun(stored: Covering, zone: Zone): Refusal {
  const taken = takenFrom(stored, zone);
  return taken.length > 0
    ? refuseTaken(taken)
    : Busy(`Another zone of ${stored.country} changed at the same time; try again.`);
}
