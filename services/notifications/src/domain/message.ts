import type { Money } from "@millrace/kernel/money";
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

/** `€39.80`, `¥3,980`: minor units by the currency's own digits. */
export function inWords({ amount, currency }: Money): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  const { maximumFractionDigits: digits = 0 } = format.resolvedOptions();
  return format.format(amount / 10 ** digits);
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

function lineOf({ quantity, title, shipsAt, total }: Mail["lines"][number]) {
  const expected = shipsAt === undefined ? "" : ` (expected ${dayOf(shipsAt)})`;
  return { what: `${quantity} × ${title}${expected}`, price: inWords(total) };
}

function shippingOf({ name, estimate, total }: NonNullable<Mail["shipping"]>) {
  const days = estimate === undefined ? "" : ` (${[...new Set([estimate.earliest, estimate.latest])].join(" to ")})`;
  return { what: `${name}${days}`, price: inWords(total) };
}

/** Tells a buyer that the order is theirs. */
export function confirmationOf(mail: Mail, name: string): Message {
  const { orderNumber, lines, shipping, tax, taxIncluded, total } = mail;
  const opening = openingOf(mail);
  const rows = [...lines.map(lineOf), ...(shipping ? [shippingOf(shipping)] : [])];
  const taxed = tax ? [`${taxIncluded ? "Including" : "Of which"} tax: ${inWords(tax)}`] : [];
  return {
    subject: `Your order ${orderNumber} is confirmed`,
    text: [
      `Hello ${name},`,
      "",
      opening,
      "",
      `Order ${orderNumber}`,
      ...rows.map(({ what, price }) => `  ${what}: ${price}`),
      `Total: ${inWords(total)}`,
      ...taxed,
      "",
    ].join("\n"),
    html: [
      "<!doctype html>",
      `<html lang="en"><body>`,
      `<p>Hello ${escaped(name)},</p>`,
      `<p>${opening}</p>`,
      `<h1>Order ${escaped(orderNumber)}</h1>`,
      "<table>",
      ...rows.map(({ what, price }) => `<tr><td>${escaped(what)}</td><td align="right">${escaped(price)}</td></tr>`),
      `<tr><th align="left">Total</th><th align="right">${escaped(inWords(total))}</th></tr>`,
      "</table>",
      ...taxed.map((line) => `<p>${escaped(line)}</p>`),
      "</body></html>",
    ].join("\n"),
  };
}
