import { iso31662 } from "iso-3166";

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
