/** An amount in integer minor units (cents, yen) of an ISO 4217 currency. */
export type Money = { readonly amount: number; readonly currency: string };

/** A share in integer parts per million: 19 % is 190_000. */
export type PartsPerMillion = number;

const million = 1_000_000;

/** The largest amount a price or an order may have; times the largest quantity (10,000) it is still far below 2^53. */
export const maxAmount = 1_000_000_000_00;

function checked(amount: number): number {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`Not a whole number of minor units: ${amount}.`);
  // JavaScript's -0 would make two equal amounts differ.
  return amount === 0 ? 0 : amount;
}

function sameCurrency(left: Money, right: Money): void {
  if (left.currency !== right.currency) {
    throw new TypeError(`Money does not mix: ${left.currency} and ${right.currency}.`);
  }
}

/**
 * An amount of minor units in a currency.
 *
 * @throws RangeError for a fraction or an amount beyond 2^53
 */
export function money(amount: number, currency: string): Money {
  return { amount: checked(amount), currency };
}

/**
 * The sum of two amounts.
 *
 * @throws TypeError when the currencies differ, RangeError beyond 2^53
 */
export function add(left: Money, right: Money): Money {
  sameCurrency(left, right);
  return money(left.amount + right.amount, left.currency);
}

/**
 * What is left of the first amount without the second; may be negative.
 *
 * @throws TypeError when the currencies differ, RangeError beyond 2^53
 */
export function subtract(left: Money, right: Money): Money {
  sameCurrency(left, right);
  return money(left.amount - right.amount, left.currency);
}

/**
 * A unit price times a whole quantity.
 *
 * @throws RangeError for a fraction, or beyond 2^53
 */
export function times(unit: Money, quantity: number): Money {
  return money(unit.amount * checked(quantity), unit.currency);
}

/**
 * The sum of any number of amounts of one currency, zero for none.
 *
 * @throws TypeError when a currency differs, RangeError beyond 2^53
 */
export function sum(amounts: readonly Money[], currency: string): Money {
  return amounts.reduce(add, { amount: 0, currency });
}

/** Whether two amounts are the same in amount and currency. */
export function equal(left: Money, right: Money): boolean {
  return left.amount === right.amount && left.currency === right.currency;
}

/** `rate` of `base`, rounded half up (away from zero for negative amounts, so that a refund mirrors its charge). */
export function share(base: Money, rate: PartsPerMillion): Money {
  const scaled = BigInt(base.amount) * BigInt(checked(rate));
  const magnitude = scaled < 0n ? -scaled : scaled;
  const rounded = Number((magnitude * 2n + BigInt(million)) / (2n * BigInt(million)));
  return money(scaled < 0n ? -rounded : rounded, base.currency);
}

/**
 * Rounds fractions of one denominator down or up so that they sum to a whole: those with the largest remainders up, the
 * first of equals first. The whole must be within reach: no fraction moves by a unit or more.
 */
export function apportion(whole: bigint, numerators: readonly bigint[], denominator: bigint): readonly number[] {
  const shares = numerators.map((numerator, index) => ({
    index,
    floor: numerator / denominator,
    remainder: numerator % denominator,
  }));
  const left = whole - shares.reduce((subtotal, { floor }) => subtotal + floor, 0n);
  const up = new Set(
    shares
      .toSorted((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
      .slice(0, Number(left))
      .map(({ index }) => index),
  );
  return shares.map(({ index, floor }) => Number(floor) + (up.has(index) ? 1 : 0));
}

/**
 * Splits an amount in proportion to integer weights without gaining or losing a unit: largest remainder, the first of
 * equals wins. Weights of zero get nothing; all-zero weights split evenly.
 *
 * @throws RangeError without weights, or for a weight that is negative or no whole number
 */
export function allocate(total: Money, weights: readonly number[]): readonly Money[] {
  if (weights.length === 0) throw new RangeError("Nothing to allocate to.");
  if (weights.some((weight) => !Number.isSafeInteger(weight) || weight < 0)) {
    throw new RangeError("Weights are whole and not negative.");
  }
  const effective = (weights.every((weight) => weight === 0) ? weights.map(() => 1) : weights).map(BigInt);
  const sign = total.amount < 0 ? -1 : 1;
  const magnitude = BigInt(Math.abs(checked(total.amount)));
  const shares = apportion(
    magnitude,
    effective.map((weight) => magnitude * weight),
    effective.reduce((subtotal, weight) => subtotal + weight, 0n),
  );
  return shares.map((share) => money(sign * share, total.currency));
}
