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

function takenFrom(zones: readonly CoveredZone[], zone: Zone, country: string): readonly FieldError[] {
  const index = zone.countries.findIndex((covered) => covered.country === country);
  const asked = coveredBy(zone)[index];
  if (asked === undefined) return [];
  const field = `body.countries.${index}`;
  const others = zones.filter(({ zoneId }) => zoneId !== zone.zoneId);
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

function coverageAfter(known: Coverage | undefined, zone: Zone, country: string): Coverage {
  const others = (known?.zones ?? []).filter(({ zoneId }) => zoneId !== zone.zoneId);
  const asked = coveredBy(zone).find((covered) => covered.country === country);
  const own = asked ? [omitUndefined({ zoneId: zone.zoneId, regions: asked.regions, methods: zone.methods })] : [];
  return { country, zones: [...others, ...own], version: (known?.version ?? 0) + 1 };
}

/**
 * The coverage of each country after a change of a zone, in the order of `countries`. Refuses a zone that wants what
 * another has, naming all of it.
 *
 * @param known each country's coverage now, in the same order
 */
export function coveragesAfter(
  zone: Zone,
  countries: readonly string[],
  known: readonly (Coverage | undefined)[],
): readonly Coverage[] {
  const taken = countries.flatMap((country, index) => takenFrom(known[index]?.zones ?? [], zone, country));
  if (taken.length > 0) throw refuseTaken(taken);
  return countries.map((country, index) => {
    const coverage = coverageAfter(known[index], zone, country);
    const bytes = new TextEncoder().encode(JSON.stringify(coverage)).length;
    if (bytes > maxCoverageBytes)
      throw CoverageTooLarge(`The zones of ${country} hold ${bytes} bytes of ${maxCoverageBytes}.`);
    return coverage;
  });
}

/** What it means that a country's coverage has changed since it was read: another zone may have taken what this one wants. */
export function outrun(zones: readonly CoveredZone[], zone: Zone, country: string): Refusal {
  const taken = takenFrom(zones, zone, country);
  return taken.length > 0
    ? refuseTaken(taken)
    : Busy(`Another zone of ${country} changed at the same time; try again.`);
}
