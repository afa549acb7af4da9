import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { add, allocate, apportion, equal, maxAmount, money, share, subtract, sum, times } from "./money.ts";

const amounts = fc.integer({ min: -maxAmount, max: maxAmount });
const euros = amounts.map((amount) => money(amount, "EUR"));
const weights = fc.array(fc.integer({ min: 0, max: maxAmount }), { minLength: 1, maxLength: 40 });
const rates = fc.integer({ min: -2_000_000, max: 2_000_000 });

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

describe("money", () => {
  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 53), 1e300])("is never %d units", (amount) => {
    expect(() => money(amount, "EUR")).toThrow(RangeError);
  });

  it("knows one zero: none of its results is -0", () => {
    fc.assert(
      fc.property(euros, rates, weights, (value, rate, parts) => {
        const results = [
          money(-0, "EUR"),
          times(value, 0),
          times(money(0, "EUR"), -3),
          share(value, rate),
          ...allocate(value, parts),
        ];
        expect(results.filter(({ amount }) => Object.is(amount, -0))).toEqual([]);
      }),
    );
  });
});

describe("add and subtract", () => {
  it("undo each other", () => {
    fc.assert(fc.property(euros, euros, (left, right) => equal(subtract(add(left, right), right), left)));
  });

  it("never mix currencies", () => {
    const [euro, yen] = [money(1, "EUR"), money(1, "JPY")];
    expect(() => add(euro, yen)).toThrow("EUR and JPY");
    expect(() => subtract(yen, euro)).toThrow("JPY and EUR");
    expect(() => sum([euro, yen], "EUR")).toThrow(TypeError);
    expect(() => sum([yen], "EUR")).toThrow(TypeError);
    expect(equal(euro, yen)).toBe(false);
  });

  it("throw rather than round where a number would no longer be exact", () => {
    const most = money(Number.MAX_SAFE_INTEGER, "EUR");
    expect(() => add(most, money(1, "EUR"))).toThrow(RangeError);
    expect(() => subtract(money(-Number.MAX_SAFE_INTEGER, "EUR"), money(1, "EUR"))).toThrow(RangeError);
    expect(() => sum([most, most], "EUR")).toThrow(RangeError);
  });
});

describe("times", () => {
  it("is exact or throws", () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 1_000_000 }), (amount, quantity) => {
        const exact = BigInt(amount) * BigInt(quantity);
        const safe = magnitude(exact) <= BigInt(Number.MAX_SAFE_INTEGER);
        if (safe) expect(BigInt(times(money(amount, "EUR"), quantity).amount)).toBe(exact);
        else expect(() => times(money(amount, "EUR"), quantity)).toThrow(RangeError);
      }),
    );
  });

  it.each([0.5, Number.NaN])("refuses %d pieces", (quantity) => {
    expect(() => times(money(2, "EUR"), quantity)).toThrow(RangeError);
  });
});

describe("sum", () => {
  it("is zero of the asked currency for none", () => {
    expect(sum([], "JPY")).toEqual({ amount: 0, currency: "JPY" });
  });

  it("does not depend on the order", () => {
    fc.assert(
      fc.property(fc.array(euros, { maxLength: 40 }), (values) =>
        equal(sum(values, "EUR"), sum(values.toReversed(), "EUR")),
      ),
    );
  });
});

describe("equal", () => {
  it("compares amount and currency", () => {
    expect(equal(money(1, "EUR"), money(1, "EUR"))).toBe(true);
    expect(equal(money(1, "EUR"), money(2, "EUR"))).toBe(false);
    expect(equal(money(1, "EUR"), money(1, "USD"))).toBe(false);
  });
});

describe("share", () => {
  it.each([
    [100, 190_000, 19],
    [50, 10_000, 1],
    [49, 10_000, 0],
    [-50, 10_000, -1],
    [50, -10_000, -1],
    [-50, -10_000, 1],
    [1, 499_999, 0],
    [1, 500_000, 1],
    [99, 1_000_000, 99],
    [0, 190_000, 0],
    [maxAmount, 999_999, 99_999_900_000],
  ])("of %d at %d parts per million is %d", (amount, rate, expected) => {
    expect(share(money(amount, "EUR"), rate)).toEqual({ amount: expected, currency: "EUR" });
  });

  it("lies within half a unit of the exact share", () => {
    fc.assert(
      fc.property(euros, rates, (base, rate) => {
        const error = BigInt(share(base, rate).amount) * 1_000_000n - BigInt(base.amount) * BigInt(rate);
        expect(magnitude(error) <= 500_000n).toBe(true);
      }),
    );
  });

  it("of a refund mirrors that of its charge", () => {
    fc.assert(
      fc.property(euros, rates, (base, rate) => {
        expect(add(share(base, rate), share(money(-base.amount, "EUR"), rate)).amount).toBe(0);
      }),
    );
  });

  it("refuses a rate that is not whole, and a result that is not safe", () => {
    expect(() => share(money(100, "EUR"), 0.19)).toThrow(RangeError);
    expect(() => share(money(Number.MAX_SAFE_INTEGER, "EUR"), 1_000_001)).toThrow(RangeError);
  });
});

describe("allocate", () => {
  it("gives out the total exactly, in its currency, one part per weight", () => {
    fc.assert(
      fc.property(euros, weights, (total, parts) => {
        const given = allocate(total, parts);
        expect(given).toHaveLength(parts.length);
        expect(sum(given, "EUR")).toEqual(total);
      }),
    );
  });

  it("never differs from the exact share by a whole unit", () => {
    fc.assert(
      fc.property(euros, weights, (total, parts) => {
        const effective = parts.every((part) => part === 0) ? parts.map(() => 1) : parts;
        const whole = effective.reduce((subtotal, part) => subtotal + BigInt(part), 0n);
        allocate(total, parts).forEach(({ amount }, index) => {
          const error = BigInt(amount) * whole - BigInt(total.amount) * BigInt(effective[index] ?? 0);
          expect(magnitude(error) < whole).toBe(true);
        });
      }),
    );
  });

  it("mirrors a charge when it splits the refund", () => {
    fc.assert(
      fc.property(euros, weights, (total, parts) => {
        const charged = allocate(total, parts);
        const refunded = allocate(money(-total.amount, "EUR"), parts);
        expect(charged.map((part, index) => part.amount + (refunded[index]?.amount ?? 0))).toEqual(parts.map(() => 0));
      }),
    );
  });

  it.each([
    ["the first of equals wins", 100, [1, 1, 1], [34, 33, 33]],
    ["the largest remainder wins", 10, [55, 25, 20], [6, 2, 2]],
    ["a weight of zero gets nothing", 7, [0, 1, 0], [0, 7, 0]],
    ["all-zero weights split evenly", 5, [0, 0], [3, 2]],
    ["a refund splits like its charge", -100, [1, 1, 1], [-34, -33, -33]],
    ["nothing splits into nothings", 0, [3, 4], [0, 0]],
  ])("%s", (_, total, parts, expected) => {
    expect(allocate(money(total, "EUR"), parts).map(({ amount }) => amount)).toEqual(expected);
  });

  it("stays exact where weights and total multiply far beyond 2^53", () => {
    const most = Number.MAX_SAFE_INTEGER;
    const given = allocate(money(most, "EUR"), [most, most, most]);
    expect(given.map(({ amount }) => amount)).toEqual([3002399751580331, 3002399751580330, 3002399751580330]);
  });

  it.each([[[]], [[-1, 2]], [[0.5]], [[Number.NaN]], [[2 ** 53]]])("refuses the weights %j", (parts) => {
    expect(() => allocate(money(1, "EUR"), parts)).toThrow(RangeError);
  });
});

describe("apportion", () => {
  it.each([
    ["the largest remainders go up", 3n, [15n, 9n, 3n], [2, 1, 0]],
    ["the first of equals goes up", 1n, [5n, 5n], [1, 0]],
    ["what is whole stays", 3n, [10n, 20n], [1, 2]],
    ["a whole below its fractions leaves all of them down", 2n, [14n, 10n], [1, 1]],
    ["nothing is nothing", 0n, [], []],
  ])("%s", (_, whole, numerators, expected) => {
    expect(apportion(whole, numerators, 10n)).toEqual(expected);
  });
});
