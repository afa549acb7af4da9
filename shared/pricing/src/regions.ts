import { isRegion, regionPath } from "@millrace/kernel/regions";
import type { Destination } from "@millrace/kernel/sale";

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
