import { iso31662 } from "iso-3166";
import type { Destination } from "./sale.ts";

/** What each subdivision of ISO 3166-2 is a part of, by full code: `ES-GC` of `ES-CN`, `ES-CN` of `ES`. */
const wholes: ReadonlyMap<string, string> = new Map(iso31662.map(({ code, parent }) => [code, parent]));

/** Whether ISO 3166-2 lists the region: `CA` is one of `US`, `ZZ` is not. */
export function isRegion(country: string, region: string): boolean {
  return wholes.has(`${country}-${region}`);
}

/** A region and all that it is a part of, the narrowest first: `GC`, `CN` for Gran Canaria in `ES`. None if not listed. */
export function regionPath(country: string, region: string): readonly string[] {
  const whole = wholes.get(`${country}-${region}`);
  if (whole === undefined) return [];
  return whole === country ? [region] : [region, ...regionPath(country, whole.slice(country.length + 1))];
}

/** The narrowest of the named regions that a destination lies in; undefined where it lies in none, or does not say. */
export function regionAmong(named: readonly string[], { country, region }: Destination): string | undefined {
  return region === undefined ? undefined : regionPath(country, region).find((one) => named.includes(one));
}

/**
 * Why a destination leaves open in which of the named regions it lies; undefined where it does not. Where none are named,
 * the country is enough.
 */
export function regionGap(named: readonly string[], { country, region }: Destination): string | undefined {
  if (named.length === 0) return undefined;
  if (region === undefined) return `is needed in ${country}: taxes or shipping differ by region`;
  if (!isRegion(country, region)) return `is no region of ${country} in ISO 3166-2`;
  const narrower = named.filter((one) => one !== region && regionPath(country, one).includes(region));
  return narrower.length === 0 ? undefined : `is too wide: name the part of it, as ${narrower.join(", ")} are`;
}
