import { fact } from "@millrace/contracts/define-event";
import { TaxRatesChanged } from "@millrace/contracts/tax";
import { describe, expect, it } from "vitest";
import { replaceRates, untaxed } from "./tax-rates.ts";

const vat = { name: "VAT", taxClass: "standard", rate: 210_000 };
const rules = {
  pricesInclude: true,
  rounding: "document" as const,
  rates: [vat],
  regions: [{ region: "CN", rates: [] }],
};

describe("replaceRates", () => {
  it("given a country that was never taxed, sets its first taxes and tells them as its first fact", () => {
    expect(replaceRates(untaxed("ES"), rules, 0)).toEqual({
      state: { country: "ES", ...rules, version: 1 },
      fact: fact(TaxRatesChanged, "tax_ES", 1, { country: "ES", ...rules }),
    });
  });

  it("given taxes, puts others in their place as a whole and tells them", () => {
    const ended = { pricesInclude: false, rounding: "line" as const, rates: [], regions: [] };
    expect(replaceRates({ country: "ES", ...rules, version: 7 }, ended, 7)).toEqual({
      state: { country: "ES", ...ended, version: 8 },
      fact: fact(TaxRatesChanged, "tax_ES", 8, { country: "ES", ...ended }),
    });
  });

  it("given taxes that do not say how they are rounded, has them rounded by line", () => {
    const { rounding: _, ...silent } = rules;
    const { state, fact: told } = replaceRates({ country: "ES", ...rules, version: 1 }, silent, 1);
    expect(state.rounding).toBe("line");
    expect(told.data).toMatchObject({ rounding: "line" });
  });

  it("given regions that the country has not, refuses each of them", () => {
    const regions = ["CN", "ZZ", "9", "CA"].map((region) => ({ region, rates: [] }));
    const [us, hongKong] = [untaxed("US"), untaxed("HK")];
    const errors = [0, 1, 2].map((index) => ({
      field: `body.regions.${index}.region`,
      reason: "is no region of US in ISO 3166-2",
    }));
    expect(() => replaceRates(us, { ...rules, regions }, 0)).toThrow(
      expect.objectContaining({
        declaration: expect.objectContaining({ code: "request.invalid" }),
        details: { errors },
      }),
    );
    expect(() => replaceRates(hongKong, rules, 0)).toThrow(expect.objectContaining({ name: "Refusal" }));
  });

  it("given that others were set meanwhile, refuses", () => {
    expect(() => replaceRates({ country: "ES", ...rules, version: 7 }, rules, 6)).toThrow(
      "Version 7 of the taxes of ES is current.",
    );
  });
});
