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

/** Tells a buyer that the order is theirs. */
export function confirmationOf(mail: Mail, name: string): Message {
  const { orderNumber, lines, shipping, tax, taxIncluded, total } = mail;
  const opening = "thank you for your order. It is confirmed and will be on its way to you soon.";
  const rows = [
    ...lines.map((line) => ({ what: `${line.quantity} × ${line.title}`, price: formatMoney(line.total) })),
    ...(shipping ? [{ what: shipping.name, price: formatMoney(shipping.total) }] : []),
  ];
  const taxed = tax ? [`${taxIncluded ? "Including" : "Of which"} tax: ${formatMoney(tax)}`] : [];
  return {
    subject: `Your order ${orderNumber} is confirmed`,
    text: [
      `Hello ${name},`,
      "",
      opening,
      "",
      `Order ${orderNumber}`,
      ...rows.map(({ what, price }) => `  ${what}: ${price}`),
      `Total: ${formatMoney(total)}`,
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
      `<tr><th align="left">Total</th><th align="right">${escaped(formatMoney(total))}</th></tr>`,
      "</table>",
      ...taxed.map((line) => `<p>${escaped(line)}</p>`),
      "</body></html>",
    ].join("\n"),
  };
}
