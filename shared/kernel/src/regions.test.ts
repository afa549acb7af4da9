import { iso31662 } from "iso-3166";
import { describe, expect, it } from "vitest";
import { countryCodes } from "./countries.ts";
import { isRegion, regionPath } from "./regions.ts";

const all = iso31662.map(({ code }) => [code.slice(0, 2), code.slice(3)] as const);

describe("the regions of ISO 3166-2", () => {
  it("are of countries of ISO 3166-1, named by 1 to 3 letters or digits", () => {
    const odd = all.filter(([country, region]) => !countryCodes.has(country) || !/^[A-Z0-9]{1,3}$/.test(region));
    expect(odd).toEqual([]);
  });

  it.each([
    ["US", "CA"],
    ["US", "DC"],
    ["CA", "QC"],
    ["DE", "BW"],
    ["ES", "CN"],
    ["IT", "MI"],
    ["GB", "NIR"],
    ["AT", "9"],
    ["JP", "13"],
  ])("hold %s-%s", (country, region) => {
    expect(isRegion(country, region)).toBe(true);
  });

  it.each([
    ["US", "ZZ"],
    ["US", "9"],
    ["US", "ca"],
    ["US", "US-CA"],
    ["US", ""],
    ["us", "CA"],
    ["US", "QC"],
    ["HK", "KLN"],
    ["SG", "SG"],
    ["XX", "CA"],
    ["__proto__", "x"],
  ])("do not hold %s-%s", (country, region) => {
    expect(isRegion(country, region)).toBe(false);
    expect(regionPath(country, region)).toEqual([]);
  });
});

describe("regionPath", () => {
  it("goes from a region to all that it is a part of", () => {
    expect(regionPath("US", "CA")).toEqual(["CA"]);
    expect(regionPath("ES", "GC")).toEqual(["GC", "CN"]);
    expect(regionPath("FR", "75C")).toEqual(["75C", "IDF"]);
  });

  it("begins with the region and ends, for every one", () => {
    expect(all.filter(([country, region]) => regionPath(country, region)[0] !== region)).toEqual([]);
  });
});
