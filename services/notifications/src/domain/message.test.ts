import { OrderConfirmed } from "@millrace/contracts/orders";
import { describe, expect, it } from "vitest";
import { firstClaim } from "./mail.ts";
import { confirmationOf } from "./message.ts";

const mail = firstClaim(OrderConfirmed.example, { eventId: "ord_1.2", correlationId: "cor-1" }, true, new Date(0));
const ada = {
  name: "Ada Lovelace",
  address: { line1: "1 Mill Lane", line2: "Attic", city: "Arona", postalCode: "38640", region: "CN", country: "ES" },
};
function euros(amount: number) {
  return { amount, currency: "EUR" };
}

describe("confirmationOf", () => {
  it("tells in plain text what was ordered, each tax in it, and for whom", () => {
    const { subject, text } = confirmationOf(mail, ada);
    expect(subject).toBe(`Your order ${mail.orderNumber} is confirmed`);
    expect(text).toBe(
      [
        "Hello Ada Lovelace,",
        "",
        "thank you for your order. It is confirmed and will be on its way to you soon.",
        "",
        `Order ${mail.orderNumber}`,
        "  2 × Tee, blue, M (IGIC 7%: €2.60): €39.80",
        "Total: €39.80",
        "Including IGIC 7%: €2.60",
        "",
        "Ada Lovelace",
        "1 Mill Lane",
        "Attic",
        "38640 Arona CN",
        "Spain",
        "",
      ].join("\n"),
    );
  });

  it("tells of each tax by its name and rate, also of those that take nothing, on lines, shipping and in all", () => {
    const gst = { name: "GST", rate: 50_000, amount: 25 };
    const qst = { name: "QST", rate: 99_750, amount: 49 };
    const zero = { name: "GST", rate: 0, amount: 0 };
    const [line] = mail.lines;
    const lines = line ? [{ ...line, taxes: [zero] }] : [];
    const method = { shippingMethodId: "shm_1", name: "Parcel", kind: "delivery" } as const;
    const shipping = { ...method, taxes: [gst, qst], total: euros(564) };
    const taxes = [zero, gst, qst];
    const { text, html } = confirmationOf({ ...mail, lines, shipping, taxes, taxIncluded: false }, ada);
    expect(text).toContain("  2 × Tee, blue, M (GST 0%: €0.00): €39.80\n");
    expect(text).toContain("  Parcel (GST 5%: €0.25, QST 9.975%: €0.49): €5.64\n");
    expect(text).toContain("\nOf which GST 0%: €0.00\nOf which GST 5%: €0.25\nOf which QST 9.975%: €0.49\n");
    expect(html).toContain("<p>Of which QST 9.975%: €0.49</p>");
  });

  it("tells of no taxes where there are none, and of an address what there is of it", () => {
    const [line] = mail.lines;
    const { taxes: _, ...untaxed } = { ...mail, lines: line ? [{ ...line, taxes: undefined }] : [] };
    const { text } = confirmationOf(untaxed, { name: "Li", address: { line1: "1 Peak Road", country: "HK" } });
    expect(text).toMatch(/ {2}2 × Tee, blue, M: €39\.80\nTotal: €39\.80\n\nLi\n1 Peak Road\nHong Kong[^\n]*\n$/);
  });

  it("tells when what was sold ahead is expected, and when it arrives", () => {
    const [line] = mail.lines;
    if (line === undefined) throw new Error("The example has a line.");
    const estimate = { earliest: "2026-12-25", latest: "2026-12-26" };
    const shipping = {
      shippingMethodId: "shm_1",
      name: "Parcel",
      kind: "delivery",
      estimate,
      total: line.total,
    } as const;
    const { taxes: _, ...untaxed } = line;
    const late = { ...mail, lines: [{ ...untaxed, shipsAt: "2026-12-24T00:00:00.000Z" }, untaxed], shipping };
    const { text, html } = confirmationOf(late, ada);
    expect(text).not.toContain("soon");
    expect(text).toContain("  2 × Tee, blue, M (expected 2026-12-24): €39.80\n  2 × Tee, blue, M: €39.80\n");
    expect(text).toContain("  Parcel (2026-12-25 to 2026-12-26): €39.80\n");
    expect(html).toContain("(expected 2026-12-24)");
  });

  it.each([
    [1_299_000, "HUF", "HUF\u00a012,990.00"],
    [1_299_000, "IQD", "IQD\u00a01,299.000"],
    [3980, "JPY", "¥3,980"],
    [1_234_567, "KWD", "KWD\u00a01,234.567"],
    [3980, "VED", "VED\u00a039.80"],
  ])("tells a total of %i %s as %s, by the digits of ISO 4217", (amount, currency, words) => {
    const { text, html } = confirmationOf({ ...mail, total: { amount, currency } }, ada);
    expect(text).toContain(`Total: ${words}\n`);
    expect(html).toContain(`>${words}</th>`);
  });

  it("lets nobody write HTML into it", () => {
    const [line] = mail.lines;
    const tax = { name: "<b>VAT</b>", rate: 1, amount: 1 };
    const lines = line ? [{ ...line, title: `<img src="x" onerror='y'>`, taxes: [tax] }] : [];
    const eve = { name: "A & B <script>", address: { line1: "<script>", country: "DE" } };
    const { html } = confirmationOf({ ...mail, lines, taxes: [tax] }, eve);
    expect(html).toContain("Hello A &amp; B &lt;script&gt;,");
    expect(html).toContain("&lt;img src=&quot;x&quot; onerror=&#39;y&#39;&gt;");
    expect(html).toContain("<address>A &amp; B &lt;script&gt;<br>&lt;script&gt;<br>Germany</address>");
    expect(html).not.toMatch(/<script|<img|<b>/);
  });
});
