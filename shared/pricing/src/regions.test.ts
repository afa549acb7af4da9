import { describe, expect, it } from "vitest";
import { regionAmong, regionGap } from "./regions.ts";

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
