import { countryCodes } from "@millrace/kernel/countries";
import { describe, expect, it } from "vitest";
import { addressRulesOf } from "./address-rules.ts";

describe("addressRulesOf", () => {
  it.each("HK AE QA PA GH BO BW BZ FJ JM KN UG ZW AO BS MO".split(" "))("needs no postal code in %s", (country) => {
    expect(addressRulesOf(country).needsPostalCode).toBe(false);
  });

  it.each("DE US GB FR CA AU JP CN IN BR PL NL CH AT SE SG".split(" "))("needs a postal code in %s", (country) => {
    expect(addressRulesOf(country)).toMatchObject({ needsPostalCode: true, postalCode: expect.any(RegExp) });
  });

  it.each("HK AE SG MO GI".split(" "))("needs no city in %s", (country) => {
    expect(addressRulesOf(country).needsCity).toBe(false);
  });

  it.each("DE US QA PA GH IE".split(" "))("needs a city in %s", (country) => {
    expect(addressRulesOf(country).needsCity).toBe(true);
  });

  it("has rules for every country, each with a pattern where a code is needed", () => {
    const without = [...countryCodes].filter((country) => {
      const { needsPostalCode, postalCode } = addressRulesOf(country);
      return needsPostalCode && postalCode === undefined;
    });
    expect(without).toEqual([]);
  });

  it.each([
    ["DE", "10115", "1011"],
    ["GB", "SW1Y 4JH", "xSW1Y 4JH"],
    ["GB", "sw1y4jh", "SW1Y 4JHx"],
    ["GB", "GIR 0AA", "GIR 0AA1"],
    ["US", "94111-1234", "9411"],
    ["CA", "k1a 0b1", "K1A"],
    ["PT", "1000-001", "1000"],
    ["NL", "1012 AB", "AB 1012"],
  ])("knows in %s %s from %s", (country, good, bad) => {
    const { postalCode } = addressRulesOf(country);
    expect([postalCode?.test(good), postalCode?.test(bad)]).toEqual([true, false]);
  });
});
