import { formatMoney } from "@millrace/kernel/currencies";
import type { Mail } from "./mail.ts";

/** A mail's words, as plain text and as HTML. */
export type Message = { readonly subject: string; readonly text: string; readonly html: string };

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text that is only text, wherever in HTML it stands. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}

let percents: Intl.NumberFormat | undefined;

/** `7.25%`: parts per million as people read them. */
function percent(rate: number): string {
  percents ??= new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 4 });
  return percents.format(rate / 1_000_000);
}

/** What is needed of a recipient to write a mail. Personal data: it is used and never kept. */
export type Addressee = {
  readonly name: string;
  readonly address: {
    readonly line1: string;
    readonly line2?: string | undefined;
    readonly city?: string | undefined;
    readonly postalCode?: string | undefined;
    readonly region?: string | undefined;
    readonly country: string;
  };
};

/** The address as lines, the country by its name. */
function addressLines({ name, address }: Addressee): readonly string[] {
  const { line1, line2, city, postalCode, region, country } = address;
  const place = [postalCode, city, region].filter((part) => part !== undefined).join(" ");
  const countryName = new Intl.DisplayNames("en", { type: "region" }).of(country);
  return [name, line1, line2, place || undefined, countryName].filter((line) => line !== undefined);
}

type Taxed = Pick<Mail["lines"][number], "taxes">;

/** `VAT 20%: €6.63`, one for each tax, also of those that take nothing. */
function taxesInWords({ taxes = [] }: Taxed, currency: string): readonly string[] {
  return taxes.map(({ name, rate, amount }) => `${name} ${percent(rate)}: ${formatMoney({ amount, currency })}`);
}

/** The day of a time, in UTC: `2026-12-24`, which no reader takes for another day. */
function dayOf(time: string): string {
  return time.slice(0, 10);
}

/** What becomes of the order, as far as it was promised. */
function openingOf({ lines }: Mail): string {
  return lines.some(({ shipsAt }) => shipsAt !== undefined)
    ? "thank you for your order. It is confirmed. What is not there yet is expected on the day beside it."
    : "thank you for your order. It is confirmed and will be on its way to you soon.";
}

/** Things in brackets, those that there are. */
function bracketed(notes: readonly string[]): string {
  return notes.length === 0 ? "" : ` (${notes.join(", ")})`;
}

function lineOf({ quantity, title, shipsAt, taxes, total }: Mail["lines"][number]) {
  const expected = shipsAt === undefined ? [] : [`expected ${dayOf(shipsAt)}`];
  const notes = [...expected, ...taxesInWords({ taxes }, total.currency)];
  return { what: `${quantity} × ${title}${bracketed(notes)}`, price: formatMoney(total) };
}

function shippingOf({ name, estimate, taxes, total }: NonNullable<Mail["shipping"]>) {
  const days = estimate === undefined ? [] : [[...new Set([estimate.earliest, estimate.latest])].join(" to ")];
  const notes = [...days, ...taxesInWords({ taxes }, total.currency)];
  return { what: `${name}${bracketed(notes)}`, price: formatMoney(total) };
}

/** Tells a buyer that the order is theirs: what it is, what it costs, each tax in it, when it comes and where it goes. */
export function confirmationOf(mail: Mail, addressee: Addressee): Message {
  const { orderNumber, lines, shipping, taxIncluded, total } = mail;
  const opening = openingOf(mail);
  const rows = [...lines.map(lineOf), ...(shipping ? [shippingOf(shipping)] : [])];
  const taxed = taxesInWords(mail, total.currency).map((tax) => `${taxIncluded ? "Including" : "Of which"} ${tax}`);
  const address = addressLines(addressee);
  return {
    subject: `Your order ${orderNumber} is confirmed`,
    text: [
      `Hello ${addressee.name},`,
      "",
      opening,
      "",
      `Order ${orderNumber}`,
      ...rows.map(({ what, price }) => `  ${what}: ${price}`),
      `Total: ${formatMoney(total)}`,
      ...taxed,
      "",
      ...address,
      "",
    ].join("\n"),
    html: [
      "<!doctype html>",
      `<html lang="en"><body>`,
      `<p>Hello ${escaped(addressee.name)},</p>`,
      `<p>${opening}</p>`,
      `<h1>Order ${escaped(orderNumber)}</h1>`,
      "<table>",
      ...rows.map(({ what, price }) => `<tr><td>${escaped(what)}</td><td align="right">${escaped(price)}</td></tr>`),
      `<tr><th align="left">Total</th><th align="right">${escaped(formatMoney(total))}</th></tr>`,
      "</table>",
      ...taxed.map((line) => `<p>${escaped(line)}</p>`),
      `<address>${address.map(escaped).join("<br>")}</address>`,
      "</body></html>",
    ].join("\n"),
  };
}
