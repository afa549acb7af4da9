import { OrderConfirmed } from "@millrace/contracts/orders";
import { describe, expect, it } from "vitest";
import { firstClaim } from "./mail.ts";
import { confirmationOf } from "./message.ts";

const mail = firstClaim(OrderConfirmed.example, { eventId: "ord_1.2", correlationId: "cor-1" }, true, new Date(0));

describe("confirmationOf", () => {
  it("tells what was ordered, in plain text", () => {
    const { subject, text } = confirmationOf(mail, "Ada Lovelace");
    expect(subject).toBe(`Your order ${mail.orderNumber} is confirmed`);
    expect(text).toBe(
      [
        "Hello Ada Lovelace,",
        "",
        "thank you for your order. It is confirmed and will be on its way to you soon.",
        "",
        `Order ${mail.orderNumber}`,
        "  2 × Tee, blue, M: €39.80",
        "Total: €39.80",
        "",
      ].join("\n"),
    );
  });

  it("tells shipping and taxes where there are any", () => {
    const euros = (amount: number) => ({ amount, currency: "EUR" });
    const shipping = { shippingMethodId: "shm_1", name: "Parcel", kind: "delivery", total: euros(490) } as const;
    const { text, html } = confirmationOf({ ...mail, shipping, tax: euros(714), total: euros(4470) }, "Ada");
    expect(text).toContain("  Parcel: €4.90\nTotal: €44.70\nIncluding tax: €7.14\n");
    expect(html).toContain("<p>Including tax: €7.14</p>");
    expect(confirmationOf({ ...mail, tax: euros(1), taxIncluded: false }, "Ada").text).toContain("Of which tax: €0.01");
  });

  it.each([
    [1_299_000, "HUF", "HUF\u00a012,990.00"],
    [1_299_000, "IQD", "IQD\u00a01,299.000"],
    [3980, "JPY", "¥3,980"],
    [1_234_567, "KWD", "KWD\u00a01,234.567"],
    [3980, "VED", "VED\u00a039.80"],
  ])("tells a total of %i %s as %s, by the digits of ISO 4217", (amount, currency, words) => {
    const { text, html } = confirmationOf({ ...mail, total: { amount, currency } }, "Ada");
    expect(text).toContain(`Total: ${words}\n`);
    expect(html).toContain(`>${words}</th>`);
  });

  it("lets nobody write HTML into it", () => {
    const [line] = mail.lines;
    const lines = line ? [{ ...line, title: `<img src="x" onerror='y'>` }] : [];
    const { html } = confirmationOf({ ...mail, lines }, "A & B <script>");
    expect(html).toContain("Hello A &amp; B &lt;script&gt;,");
    expect(html).toContain("&lt;img src=&quot;x&quot; onerror=&#39;y&#39;&gt;");
    expect(html).not.toMatch(/<script|<img/);
  });
});
