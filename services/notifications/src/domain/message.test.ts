import { OrderConfirmed } from "@millrace/contracts/orders";
import { describe, expect, it } from "vitest";
import { firstClaim } from "./mail.ts";
import { confirmationOf, inWords } from "./message.ts";

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
    const late = { ...mail, lines: [{ ...line, shipsAt: "2026-12-24T00:00:00.000Z" }, line], shipping };
    const { text, html } = confirmationOf(late, "Ada");
    expect(text).not.toContain("soon");
    expect(text).toContain("  2 × Tee, blue, M (expected 2026-12-24): €39.80\n  2 × Tee, blue, M: €39.80\n");
    expect(text).toContain("  Parcel (2026-12-25 to 2026-12-26): €39.80\n");
    expect(html).toContain("(expected 2026-12-24)");
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

describe("inWords", () => {
  it.each([
    [3980, "EUR", "€39.80"],
    [0, "EUR", "€0.00"],
    [3980, "JPY", "¥3,980"],
    [1234567, "KWD", "KWD\u00a01,234.567"],
  ])("writes %i %s as %s", (amount, currency, words) => {
    expect(inWords({ amount, currency })).toBe(words);
  });
});
