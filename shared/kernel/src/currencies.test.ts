import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatMoney, minorDigits } from "./currencies.ts";
import { maxAmount } from "./money.ts";

const codes = [...minorDigits.keys()];

describe("minorDigits", () => {
  it("knows every current currency and fund with a minor unit, and nothing else", () => {
    expect(codes).toHaveLength(165);
    expect(codes.filter((code) => !/^[A-Z]{3}$/.test(code))).toEqual([]);
  });

  // ISO 4217, list one of 2026-01-01: all that have not 2.
  it.each([
    [0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"],
    [3, "BHD IQD JOD KWD LYD OMR TND"],
    [4, "CLF UYW"],
  ])("has %i digits for exactly %s", (digits, expected) => {
    expect(codes.filter((code) => minorDigits.get(code) === digits).join(" ")).toBe(expected);
  });

  it.each("AFN ALL COP HUF IDR IRR KPW LAK LBP MGA MMK PKR RSD SLE SOS SYP YER".split(" "))(
    "has 2 digits for %s, whatever this Node's ICU says",
    (code) => {
      expect(minorDigits.get(code)).toBe(2);
    },
  );

  it.each("VED CLF UYW UYI USN COU MXV CHE CHW BOV XCG ZWG SLE MRU STN VES".split(" "))("knows %s", (code) => {
    expect(minorDigits.has(code)).toBe(true);
  });

  it.each("HRK BGN ZWL CUC ANG SLL USS DEM MRO STD VEF BYR LTL XXX XTS XAU XDR BTC EUx eur".split(" "))(
    "does not know %s",
    (code) => {
      expect(minorDigits.has(code)).toBe(false);
    },
  );
});

/** What is left of an amount in words without symbol (XCG's has a point), sign and group separators. */
function digitsOf(words: string): string {
  return words.replace(/^\D+/, "").replace(/[^\d.]/g, "");
}

describe("formatMoney", () => {
  it.each([
    [1_299_000, "HUF", "12990.00"],
    [1_299_000, "IQD", "1299.000"],
    [1_299_000, "AFN", "12990.00"],
    [1_299_000, "JPY", "1299000"],
    [12_345, "CLF", "1.2345"],
    [5, "KWD", "0.005"],
    [0, "EUR", "0.00"],
    [1, "VED", "0.01"],
    [maxAmount, "USN", "1000000000.00"],
    [Number.MAX_SAFE_INTEGER, "EUR", "90071992547409.91"],
  ])("writes %i %s as %s", (amount, currency, digits) => {
    expect(digitsOf(formatMoney({ amount, currency }))).toBe(digits);
  });

  it("takes symbol and separators from the locale", () => {
    expect(formatMoney({ amount: 398_050, currency: "EUR" })).toBe("€3,980.50");
    expect(formatMoney({ amount: -398_050, currency: "EUR" })).toBe("-€3,980.50");
    expect(formatMoney({ amount: 398_050, currency: "EUR" }, "de")).toBe("3.980,50\u00a0€");
    expect(formatMoney({ amount: 398_050, currency: "HUF" })).toBe("HUF\u00a03,980.50");
  });

  it("loses no unit of any amount in any currency", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
        fc.constantFrom(...codes),
        (amount, currency) => {
          const written = digitsOf(formatMoney({ amount, currency }));
          expect(Number(written.replace(".", ""))).toBe(amount);
          expect(written.split(".")[1]?.length ?? 0).toBe(minorDigits.get(currency));
        },
      ),
    );
  });

  it("refuses what is no currency", () => {
    expect(() => formatMoney({ amount: 1, currency: "HRK" })).toThrow(RangeError);
  });
});
