import { maxAmount } from "@millrace/kernel/money";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ratesEngine, type TaxRate, type TaxRates, taxTotalsOf } from "./tax.ts";

function vat(rate: number, taxClass = "standard"): TaxRate {
  return { name: "VAT", taxClass, rate };
}
const germany: TaxRates = {
  country: "DE",
  pricesInclude: true,
  rates: [vat(190_000), vat(70_000, "books"), vat(0, "exempt")],
  regions: [],
  version: 1,
};
const gst = { name: "GST", taxClass: "standard", rate: 50_000 };
const canada: TaxRates = {
  country: "CA",
  pricesInclude: false,
  rates: [gst],
  regions: [
    { region: "BC", rates: [gst, { name: "PST", taxClass: "standard", rate: 70_000 }] },
    { region: "ON", rates: [{ name: "HST", taxClass: "standard", rate: 130_000 }, vat(50_000, "books")] },
  ],
  version: 3,
};

function taxed(rates: TaxRates | undefined, taxClass: string, amount: number, region?: string) {
  return ratesEngine(rates)({
    currency: "EUR",
    destination: { country: rates?.country ?? "DE", region },
    lines: [{ taxClass, amount }],
  });
}

function vatOf(amount: number, rate: number) {
  return { name: "VAT", rate, amount };
}

describe("ratesEngine", () => {
  it("taxes nothing where the shop collects no taxes", async () => {
    const basis = {
      currency: "EUR",
      destination: { country: "AQ" },
      lines: [{ taxClass: "standard", amount: 1000 }],
      shipping: { taxClass: "standard", amount: 500 },
    };
    const nothing = { included: false, lines: [[]], shipping: [] };
    expect(await ratesEngine(undefined)(basis)).toEqual(nothing);
    const ended = { country: "AQ", pricesInclude: false, rates: [], regions: [], version: 2 };
    expect(await ratesEngine(ended)(basis)).toEqual(nothing);
  });

  it.each([
    ["a class of its own", "books", 1070, { name: "VAT", rate: 70_000, amount: 70 }],
    ["the standard class", "standard", 1190, { name: "VAT", rate: 190_000, amount: 190 }],
    ["a class without rates, as the standard one", "toys", 1190, { name: "VAT", rate: 190_000, amount: 190 }],
    ["a class at zero, which is not the standard one", "exempt", 1190, { name: "VAT", rate: 0, amount: 0 }],
  ])("taxes %s", async (_, taxClass, amount, share) => {
    expect(await taxed(germany, taxClass, amount)).toEqual({ included: true, lines: [[share]], shipping: [] });
  });

  it("splits one tax of the summed rate among several taxes", async () => {
    const { included, lines } = await taxed(canada, "standard", 99, "BC");
    // 12 % of 99 is 11.88; 5/12 of 12 is 5, 7/12 is 7. Apart they would be 4.95 and 6.93.
    expect({ included, lines }).toEqual({
      included: false,
      lines: [
        [
          { name: "GST", rate: 50_000, amount: 5 },
          { name: "PST", rate: 70_000, amount: 7 },
        ],
      ],
    });
    const [shares = []] = (await taxed(canada, "standard", 10, "BC")).lines;
    // 12 % of 10 is 1.2, so 1; rounded apart it would be 1 and 1.
    expect(shares.map(({ amount }) => amount)).toEqual([0, 1]);
  });

  it("takes a named region's rates in place of the country's", async () => {
    expect((await taxed(canada, "standard", 100, "ON")).lines).toEqual([[{ name: "HST", rate: 130_000, amount: 13 }]]);
    expect((await taxed(canada, "books", 100, "ON")).lines).toEqual([[{ name: "VAT", rate: 50_000, amount: 5 }]]);
    expect((await taxed(canada, "standard", 100, "AB")).lines).toEqual([[{ name: "GST", rate: 50_000, amount: 5 }]]);
  });

  it("taxes nothing yet while regions have rates of their own and the destination names none", async () => {
    expect((await taxed(canada, "standard", 100)).lines).toEqual([[]]);
    expect((await taxed(canada, "standard", 100, "ZZ")).lines).toEqual([[]]);
  });

  it("takes the rates of the region that a narrower one is a part of", async () => {
    const spain = {
      country: "ES",
      pricesInclude: false,
      rates: [vat(210_000, "standard")],
      regions: [{ region: "CN", rates: [vat(70_000, "standard")] }],
      version: 1,
    };
    expect((await taxed(spain, "standard", 100, "GC")).lines).toEqual([[vatOf(7, 70_000)]]);
    expect((await taxed(spain, "standard", 100, "M")).lines).toEqual([[vatOf(21, 210_000)]]);
  });

  it.each([
    [germany, 3, 0],
    [germany, 4, 1],
    [canada, 9, 0],
    [canada, 10, 1],
  ])("rounds half up", async (rates, amount, tax) => {
    expect((await taxed(rates, "standard", amount, "AB")).lines[0]?.[0]?.amount).toBe(tax);
  });

  it("taxes shipping by its own class", async () => {
    const { lines, shipping } = await ratesEngine(germany)({
      currency: "EUR",
      destination: { country: "DE" },
      lines: [],
      shipping: { taxClass: "books", amount: 1070 },
    });
    expect({ lines, shipping }).toEqual({ lines: [], shipping: [{ name: "VAT", rate: 70_000, amount: 70 }] });
  });

  it("refuses to tax by another country's rates, or a negative amount", async () => {
    const basis = { currency: "EUR", destination: { country: "FR" }, lines: [] };
    await expect(ratesEngine(germany)(basis)).rejects.toThrow(RangeError);
    await expect(taxed(germany, "standard", -1)).rejects.toThrow(RangeError);
  });
});

describe("taxTotalsOf", () => {
  it("sums each tax by name and rate", () => {
    const share = (name: string, rate: number, amount: number) => ({ name, rate, amount });
    const lines = [[share("VAT", 190_000, 3), share("Eco", 10_000, 1)], [share("VAT", 70_000, 2)], []];
    expect(taxTotalsOf({ included: true, lines, shipping: [share("VAT", 190_000, 4)] })).toEqual([
      share("VAT", 190_000, 7),
      share("Eco", 10_000, 1),
      share("VAT", 70_000, 2),
    ]);
    expect(taxTotalsOf({ included: false, lines: [], shipping: [] })).toEqual([]);
  });
});

const classes = ["standard", "books", "toys"];
const taxRate = fc.record({
  name: fc.constantFrom("GST", "PST", "VAT"),
  taxClass: fc.constantFrom(...classes),
  rate: fc.integer({ min: 0, max: 1_000_000 }),
});
const ratesList = fc.array(taxRate, { maxLength: 10 });
function anyRates(pricesInclude = fc.boolean()) {
  return fc.record({
    country: fc.constant("CA"),
    pricesInclude,
    rates: ratesList,
    regions: fc.array(fc.record({ region: fc.constantFrom("BC", "ON"), rates: ratesList }), { maxLength: 2 }),
    version: fc.constant(1),
  });
}
const amount = fc.integer({ min: 0, max: 100 * maxAmount });
const taxable = fc.record({ taxClass: fc.constantFrom(...classes), amount });
const basis = fc.record({
  currency: fc.constant("CAD"),
  destination: fc.record({ country: fc.constant("CA"), region: fc.constantFrom(undefined, "BC", "ON", "QC") }),
  lines: fc.array(taxable, { maxLength: 40 }),
  shipping: fc.option(taxable, { nil: undefined }),
});
function totalOf(shares: readonly { readonly amount: number }[]): bigint {
  return shares.reduce((total, share) => total + BigInt(share.amount), 0n);
}
function summedRate(shares: readonly { readonly rate: number }[]): bigint {
  return shares.reduce((total, share) => total + BigInt(share.rate), 0n);
}

describe("taxes of anything", () => {
  it("sum to the one rounded tax of the summed rate, and are never negative", async () => {
    await fc.assert(
      fc.asyncProperty(anyRates(), basis, async (rates, given) => {
        const { included, lines, shipping } = await ratesEngine(rates)(given);
        expect(lines).toHaveLength(given.lines.length);
        const amounts = [...given.lines, ...(given.shipping ? [given.shipping] : [])].map((one) => one.amount);
        const shares = [...lines, ...(given.shipping ? [shipping] : [])];
        for (const [index, taxes] of shares.entries()) {
          const rate = summedRate(taxes);
          const [part, whole] = [BigInt(amounts[index] ?? 0) * rate, included ? 1_000_000n + rate : 1_000_000n];
          // Half up: the doubled error lies in [-1, 1) of the divisor.
          const error = 2n * (part - totalOf(taxes) * whole);
          expect(-whole <= error && error < whole).toBe(true);
          expect(taxes.every((share) => Number.isSafeInteger(share.amount) && share.amount >= 0)).toBe(true);
        }
      }),
    );
  });

  it("lie inside a price that includes them: net and tax are the gross, and the net bears that tax", async () => {
    await fc.assert(
      fc.asyncProperty(anyRates(fc.constant(true)), taxable, async (rates, line) => {
        const { lines } = await ratesEngine(rates)({
          currency: "CAD",
          destination: { country: "CA", region: "QC" },
          lines: [line],
        });
        const tax = totalOf(lines[0] ?? []);
        const net = BigInt(line.amount) - tax;
        expect(net >= 0n && net + tax === BigInt(line.amount)).toBe(true);
        // Taxing the rounded net again is off by less than two units, at rates of at most 100 % each.
        const again = (net * summedRate(lines[0] ?? [])) / 1_000_000n;
        const distance = again > tax ? again - tax : tax - again;
        expect(distance <= 1n + summedRate(lines[0] ?? []) / 1_000_000n).toBe(true);
      }),
    );
  });

  it("grow with the amount", async () => {
    await fc.assert(
      fc.asyncProperty(anyRates(), taxable, amount, async (rates, line, more) => {
        const of = async (paid: number) => {
          const lines = [{ ...line, amount: paid }];
          const taxation = await ratesEngine(rates)({
            currency: "CAD",
            destination: { country: "CA", region: "QC" },
            lines,
          });
          return totalOf(taxation.lines[0] ?? []);
        };
        const [low, high] = [Math.min(line.amount, more), Math.max(line.amount, more)];
        expect((await of(low)) <= (await of(high))).toBe(true);
      }),
    );
  });

  it("are the same in the totals as in the lines", async () => {
    await fc.assert(
      fc.asyncProperty(anyRates(), basis, async (rates, given) => {
        const taxation = await ratesEngine(rates)(given);
        const totals = taxTotalsOf(taxation);
        expect(totalOf(totals)).toBe(totalOf([...taxation.lines.flat(), ...taxation.shipping]));
        expect(new Set(totals.map(({ name, rate }) => `${name} ${rate}`)).size).toBe(totals.length);
      }),
    );
  });
});
