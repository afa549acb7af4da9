import { currencies } from "countries-list/currencies";
import type { Money } from "./money.ts";

/**
 * When ISO 4217's list of current currencies and funds ("list one", published by its maintenance agency) was published
 * that the table below holds. The package names no date: check code by code when it is updated, and change this.
 */
export const currencyListDate = "2026-01-01";

/**
 * Listed, but with no minor unit ("N.A."): metals, baskets, units of account, the code for tests and the one for no
 * currency. An amount of minor units means nothing in them.
 */
const withoutMinorUnit = new Set("XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX".split(" "));

/**
 * How many digits of an amount stand after its decimal point, by the currency's alphabetic code: 2 for EUR, 0 for JPY, 3
 * for KWD, 4 for CLF. All that ISO 4217 lists as current and gives a minor unit, funds too; what is withdrawn is absent.
 * Never ask `Intl` for digits: it has those of CLDR, which say what people write, and change within a line of Node.
 */
export const minorDigits: ReadonlyMap<string, number> = new Map(
  Object.entries(currencies).flatMap(([code, { decimals, withdrawn }]) =>
    withdrawn || withoutMinorUnit.has(code) ? [] : [[code, decimals] as const],
  ),
);

/** An amount in its currency's major unit, exact and without separators: 1299000 HUF is `12990.00`, -5 JPY is `-5`. */
function decimalOf({ amount, currency }: Money): `${number}` {
  const digits = minorDigits.get(currency);
  if (digits === undefined) throw new RangeError(`Not a currency of ISO 4217: ${currency}.`);
  const units = String(Math.abs(amount)).padStart(digits + 1, "0");
  const point = units.length - digits;
  const magnitude = digits === 0 ? units : `${units.slice(0, point)}.${units.slice(point)}`;
  return `${amount < 0 ? "-" : ""}${magnitude}` as `${number}`;
}

/** One for each locale and currency: to make one takes forty times as long as to use it. */
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string, locale: string): Intl.NumberFormat {
  const name = `${locale} ${currency}`;
  const digits = minorDigits.get(currency);
  const format =
    formats.get(name) ??
    new Intl.NumberFormat(locale, {
      style: "currency",
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  formats.set(name, format);
  return format;
}

/**
 * An amount as people read it: `€39.80`, `HUF 12,990.00`. Symbol and separators are the locale's, digits ISO 4217's.
 *
 * @throws RangeError for a currency that ISO 4217 does not list
 */
export function formatMoney(value: Money, locale = "en"): string {
  return formatOf(value.currency, locale).format(decimalOf(value));
}
