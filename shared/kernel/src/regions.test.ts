import { iso31662 } from "iso-3166";
import { describe, expect, it } from "vitest";
import { countryCodes } from "./countries.ts";
import { isRegion, regionAmong, regionGap, regionPath } from "./regions.ts";

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

function us(region?: string) {
  return { country: "US", region };
}
function es(region?: string) {
  return { country: "ES", region };
}

describe("regionAmong", () => {
  it.each([
    [["CA"], us("CA"), "CA"],
    [["CA"], us("OR"), undefined],
    [["CA"], us(), undefined],
    [[], us("CA"), undefined],
    // Gran Canaria is a part of the Canaries.
    [["CN", "IB"], es("GC"), "CN"],
    [["CN", "GC"], es("GC"), "GC"],
    [["CN", "GC"], es("TF"), "CN"],
    [["CN"], es("M"), undefined],
  ])("of %j finds where %j lies: %s", (named, destination, expected) => {
    expect(regionAmong(named, destination)).toBe(expected);
  });
});

describe("regionGap", () => {
  it.each([
    ["no region matters", [], us()],
    ["no region matters, whatever is said", [], us("ZZ")],
    ["the region is named", ["CA"], us("CA")],
    ["another region is meant", ["CA"], us("OR")],
    ["the region is a part of one that is named", ["CN"], es("GC")],
    ["the region is beside those that are named", ["GC"], es("TF")],
  ])("is none where %s", (_, named, destination) => {
    expect(regionGap(named, destination)).toBeUndefined();
  });

  it.each([
    ["no region", ["CA"], us(), "is needed in US: taxes or shipping differ by region"],
    ["a region that does not exist", ["CA"], us("ZZ"), "is no region of US in ISO 3166-2"],
    ["a number", ["CA"], us("9"), "is no region of US in ISO 3166-2"],
    ["the country before it", ["CA"], us("US-CA"), "is no region of US in ISO 3166-2"],
    ["small letters", ["CA"], us("ca"), "is no region of US in ISO 3166-2"],
    ["a region of which a part is named", ["GC"], es("CN"), "is too wide: name the part of it, as GC are"],
  ])("is told of %s", (_, named, destination, reason) => {
    expect(regionGap(named, destination)).toBe(reason);
  });
});
