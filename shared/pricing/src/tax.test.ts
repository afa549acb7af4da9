import { maxAmount } from "@millrace/kernel/money";
import { type Destination, type TaxShare, taxTotalsOf } from "@millrace/kernel/sale";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ratesEngine, type Taxable, type TaxBasis, type TaxRate, type TaxRates, taxRoundings } from "./tax.ts";

function vat(rate: number, taxClass = "standard"): TaxRate {
  return { name: "VAT", taxClass, rate };
}
const germany: TaxRates = {
  country: "DE",
  pricesInclude: true,
  rounding: "line",
  rates: [vat(190_000), vat(70_000, "books"), vat(0, "exempt")],
  regions: [],
  version: 1,
};
const gst = { name: "GST", taxClass: "standard", rate: 50_000 };
const canada: TaxRates = {
  country: "CA",
  pricesInclude: false,
  rounding: "line",
  rates: [gst],
  regions: [
    { region: "BC", rates: [gst, { name: "PST", taxClass: "standard", rate: 70_000 }] },
    { region: "ON", rates: [{ name: "HST", taxClass: "standard", rate: 130_000 }, vat(50_000, "books")] },
  ],
  version: 3,
};

type Basis = Pick<TaxBasis, "currency"> & {
  readonly destination: Destination;
  readonly lines: readonly Omit<Taxable, "place">[];
  readonly shipping?: Omit<Taxable, "place"> | undefined;
};

/** Taxes all at one place. */
function taxesOf(rates: TaxRates | undefined, { currency, destination: place, lines, shipping }: Basis) {
  return ratesEngine(async () => rates)({
    currency,
    place,
    lines: lines.map((line) => ({ ...line, place })),
    shipping: shipping && { ...shipping, place },
  });
}

function taxed(rates: TaxRates | undefined, taxClass: string, amount: number, region?: string) {
  return taxesOf(rates, {
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
    expect(await taxesOf(undefined, basis)).toEqual(nothing);
    const ended = {
      country: "AQ",
      pricesInclude: false,
      rounding: "line" as const,
      rates: [],
      regions: [],
      version: 2,
    };
    expect(await taxesOf(ended, basis)).toEqual(nothing);
  });

  it.each([
    ["a class of its own", "books", 1070, { name: "VAT", rate: 70_000, amount: 70 }],
    ["the standard class", "standard", 1190, { name: "VAT", rate: 190_000, amount: 190 }],
    ["a class without rates, as the standard one", "toys", 1190, { name: "VAT", rate: 190_000, amount: 190 }],
    ["a class at zero, which is not the standard one", "exempt", 1190, { name: "VAT", rate: 0, amount: 0 }],
  ])("taxes %s", async (_, taxClass, amount, share) => {
    expect(await taxed(germany, taxClass, amount)).toEqual({ included: true, lines: [[share]], shipping: [] });
  });

  it("rounds each tax for itself, and lets the total follow", async () => {
    const { included, lines } = await taxed(canada, "standard", 99, "BC");
    // 5 % is 4.95, 7 % is 6.93.
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
    // 5 % of 10 is 0.5, 7 % is 0.7; 12 % would be 1.2.
    expect(shares.map(({ amount }) => amount)).toEqual([1, 1]);
  });

  it.each([
    // 9 % of 100.05 is 9.0045, whatever else is due; 18 % would be 18.009.
    [false, [90_000, 90_000], 10_005, [900, 900]],
    [false, [25_000, 25_000], 2_019, [50, 50]],
    // 9/118 of 118.06 is 9.0046.
    [true, [90_000, 90_000], 11_806, [900, 900]],
    // 9.975 % of 1.00 is 0.09975.
    [false, [50_000, 99_750], 100, [5, 10]],
    [true, [50_000, 99_750], 115, [5, 10]],
  ])("where prices include taxes: %s, takes %j of %i apart: %j", async (pricesInclude, rates, amount, due) => {
    const country = {
      ...canada,
      pricesInclude,
      rates: rates.map((rate, index) => ({ name: `Tax ${index}`, taxClass: "standard", rate })),
    };
    const [shares = []] = (await taxed(country, "standard", amount, "AB")).lines;
    expect(shares.map((share) => share.amount)).toEqual(due);
  });

  it.each([
    // 15 % of 90 is 13.5, of 270 it is 40.5.
    ["line", false, 90, 150_000, 14 * 3],
    ["document", false, 90, 150_000, 41],
    // 19/119 of 99 are 15.81, of 297 they are 47.42.
    ["line", true, 99, 190_000, 16 * 3],
    ["document", true, 99, 190_000, 47],
  ] as const)("rounds by %s, where prices include taxes: %s", async (rounding, pricesInclude, amount, rate, total) => {
    const line = { taxClass: "standard", amount };
    const taxation = await taxesOf(
      { ...germany, rounding, pricesInclude, rates: [vat(rate)] },
      {
        currency: "EUR",
        destination: { country: "DE" },
        lines: [line, line, line],
      },
    );
    expect(taxTotalsOf([...taxation.lines.flat(), ...taxation.shipping])).toEqual([
      { name: "VAT", rate, amount: total },
    ]);
    const amounts = taxation.lines.flat().map((share) => share.amount);
    expect(Math.max(...amounts) - Math.min(...amounts)).toBeLessThanOrEqual(1);
  });

  it("rounds a tax on a document once for all lines and shipping, and each rate for itself", async () => {
    const taxation = await taxesOf(
      { ...germany, rounding: "document", pricesInclude: false },
      {
        currency: "EUR",
        destination: { country: "DE" },
        lines: [
          { taxClass: "standard", amount: 13 },
          { taxClass: "books", amount: 21 },
          { taxClass: "exempt", amount: 100 },
          { taxClass: "books", amount: 21 },
        ],
        shipping: { taxClass: "standard", amount: 13 },
      },
    );
    // 19 % of 26 is 4.94, 7 % of 42 is 2.94.
    expect(taxation.lines.map(([share]) => share?.amount)).toEqual([3, 2, 0, 1]);
    expect(taxation.shipping.map((share) => share.amount)).toEqual([2]);
    expect(taxTotalsOf([...taxation.lines.flat(), ...taxation.shipping])).toEqual([
      { name: "VAT", rate: 190_000, amount: 5 },
      { name: "VAT", rate: 70_000, amount: 3 },
      { name: "VAT", rate: 0, amount: 0 },
    ]);
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
    const spain: TaxRates = {
      country: "ES",
      rounding: "line",
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
    const { lines, shipping } = await taxesOf(germany, {
      currency: "EUR",
      destination: { country: "DE" },
      lines: [],
      shipping: { taxClass: "books", amount: 1070 },
    });
    expect({ lines, shipping }).toEqual({ lines: [], shipping: [{ name: "VAT", rate: 70_000, amount: 70 }] });
  });

  it("refuses to tax a negative amount", async () => {
    await expect(taxed(germany, "standard", -1)).rejects.toThrow(RangeError);
  });

  const finland: TaxRates = { ...germany, country: "FI", rates: [vat(255_000)] };
  const [helsinki, berlin] = [{ country: "FI" }, { country: "DE" }];
  const known = (...countries: readonly TaxRates[]) =>
    ratesEngine(async (country) => countries.find((one) => one.country === country));
  const fetchedWithDownload = {
    currency: "EUR",
    place: helsinki,
    lines: [
      { taxClass: "standard", amount: 12_550, place: helsinki },
      { taxClass: "standard", amount: 1190, place: berlin },
    ],
    shipping: { taxClass: "standard", amount: 0, place: helsinki },
  };
  const amounts = (shares: readonly TaxShare[]) => shares.map(({ rate, amount }) => [rate, amount]);

  it("taxes each line where it is taxed, as what is picked up abroad beside a download", async () => {
    const { included, lines, shipping } = await known(germany, finland)(fetchedWithDownload);
    expect(included).toBe(true);
    expect(lines.map(amounts)).toEqual([[[255_000, 2550]], [[190_000, 190]]]);
    expect(amounts(shipping)).toEqual([[255_000, 0]]);
  });

  it("lets prices include taxes, or not, as where the goods are; or as elsewhere, where nothing is taxed", async () => {
    const onTop = await known(germany, { ...finland, pricesInclude: false })(fetchedWithDownload);
    expect([onTop.included, ...onTop.lines.map(amounts)]).toEqual([false, [[255_000, 3200]], [[190_000, 226]]]);
    const untaxed = await known(germany)(fetchedWithDownload);
    expect([untaxed.included, ...untaxed.lines.map(amounts)]).toEqual([true, [], [[190_000, 190]]]);
  });

  it("rounds two countries' documents apart, each as it wants it", async () => {
    const lines = [helsinki, berlin, helsinki, berlin].map((place) => ({ taxClass: "standard", amount: 99, place }));
    const austria: TaxRates = { ...germany, pricesInclude: false, rounding: "document", rates: [vat(255_000)] };
    const { lines: shares } = await known(austria, { ...finland, pricesInclude: false })({
      currency: "EUR",
      place: helsinki,
      lines,
    });
    // 25.5 % of 99 is 25.245, of 198 it is 50.49.
    expect(shares.map(([share]) => share?.amount)).toEqual([25, 25, 25, 25]);
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
    rounding: fc.constantFrom(...taxRoundings),
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

/** What is due of each tax before it is rounded, in quadrillionths, to the nearest; and what it was rounded to. */
const fine = 10n ** 15n;
function dueAndRounded(amounts: readonly number[], taxes: readonly (readonly TaxShare[])[], included: boolean) {
  return taxes.flatMap((shares, index) =>
    shares.map((share) => {
      const whole = included ? 1_000_000n + summedRate(shares) : 1_000_000n;
      return { ...share, due: (BigInt(amounts[index] ?? 0) * BigInt(share.rate) * fine) / whole };
    }),
  );
}

describe("taxes of anything", () => {
  it("are rounded to the nearest unit, by line or by document, and are never negative", async () => {
    await fc.assert(
      fc.asyncProperty(anyRates(), basis, async (rates, given) => {
        const { included, lines, shipping } = await taxesOf(rates, given);
        expect(lines).toHaveLength(given.lines.length);
        const amounts = [...given.lines, ...(given.shipping ? [given.shipping] : [])].map((one) => one.amount);
        const all = dueAndRounded(amounts, [...lines, ...(given.shipping ? [shipping] : [])], included);
        expect(all.every((share) => Number.isSafeInteger(share.amount) && share.amount >= 0)).toBe(true);
        const keyOf = ({ name, rate }: TaxShare) => `${name} ${rate}`;
        const rounded = rates.rounding === "line" ? all.map((share) => [share]) : Map.groupBy(all, keyOf).values();
        for (const shares of rounded) {
          const due = shares.reduce((sum, share) => sum + share.due, 0n);
          const error = 2n * (due - totalOf(shares) * fine);
          // What was cut off of each share's quadrillionths is all that is left to doubt.
          const doubt = 2n * BigInt(shares.length);
          expect(-fine - doubt <= error && error < fine).toBe(true);
          // No share is a unit or more away from what is due of it.
          for (const share of shares) {
            const off = share.due - BigInt(share.amount) * fine;
            expect(-fine <= off && off <= fine).toBe(true);
          }
        }
      }),
    );
  });

  it("lie inside a price that includes them: the net bears each of them again, but for what was rounded", async () => {
    await fc.assert(
      fc.asyncProperty(anyRates(fc.constant(true)), taxable, async (rates, line) => {
        const { lines } = await taxesOf(rates, {
          currency: "CAD",
          destination: { country: "CA", region: "QC" },
          lines: [line],
        });
        const shares = lines[0] ?? [];
        const net = BigInt(line.amount) - totalOf(shares);
        for (const share of shares) {
          const again = (net * BigInt(share.rate)) / 1_000_000n;
          const distance = again > BigInt(share.amount) ? again - BigInt(share.amount) : BigInt(share.amount) - again;
          // Half a unit for each tax in the net, at rates of at most 100 % each, and this one's own.
          expect(distance <= BigInt(shares.length) / 2n + 2n).toBe(true);
        }
      }),
    );
  });

  it("grow with the amount", async () => {
    await fc.assert(
      fc.asyncProperty(anyRates(), taxable, amount, async (rates, line, more) => {
        const of = async (paid: number) => {
          const lines = [{ ...line, amount: paid }];
          const taxation = await taxesOf(rates, {
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
        const { lines, shipping } = await taxesOf(rates, given);
        const shares = [...lines.flat(), ...shipping];
        const totals = taxTotalsOf(shares);
        expect(totalOf(totals)).toBe(totalOf(shares));
        expect(new Set(totals.map(({ name, rate }) => `${name} ${rate}`)).size).toBe(totals.length);
      }),
    );
  });
});
