import type { Caller } from "@millrace/kernel/caller";
import { maxAmount } from "@millrace/kernel/money";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Cart,
  maxLines,
  openCart,
  ownCart,
  priceCart,
  type Quotes,
  removeLine,
  requireChangeable,
  setLine,
} from "./cart.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
const later = new Date("2026-11-24T09:30:00.000Z");
const guest: Caller = { kind: "guest", ownerId: "gst_1" };

const quotesAt = (prices: Readonly<Record<string, number | undefined>>, available = 5): Quotes =>
  new Map(
    Object.entries(prices).map(([sku, amount]) => [
      sku,
      {
        sku,
        title: `The ${sku}`,
        unitPrice: amount === undefined ? undefined : { amount, currency: "EUR" },
        available,
      },
    ]),
  );

const aCart = (changes: Partial<Cart> = {}): Cart => ({
  cartId: "crt_1",
  ownerId: "gst_1",
  currency: "EUR",
  status: "open",
  lines: [{ sku: "TEE", quantity: 2, unitPrice: 1990 }],
  version: 3,
  createdAt: "2026-11-23T09:30:00.000Z",
  expiresAt: "2026-11-30T09:30:00.000Z",
  ...changes,
});

const opening = { cartId: "crt_1", ownerId: "gst_1", currency: "EUR" };

describe("openCart", () => {
  it("takes today's prices and adds up lines of one SKU", () => {
    const wanted = [
      { sku: "TEE", quantity: 1 },
      { sku: "CAP", quantity: 1 },
      { sku: "TEE", quantity: 2 },
    ];
    expect(openCart({ ...opening, wanted }, quotesAt({ TEE: 1990, CAP: 900 }), at)).toEqual({
      ...opening,
      status: "open",
      lines: [
        { sku: "TEE", quantity: 3, unitPrice: 1990 },
        { sku: "CAP", quantity: 1, unitPrice: 900 },
      ],
      version: 1,
      createdAt: "2026-11-23T09:30:00.000Z",
      expiresAt: "2026-11-30T09:30:00.000Z",
    });
  });

  it("gives a customer thirty days", () => {
    const cart = openCart({ ...opening, ownerId: "cus_1", wanted: [] }, new Map(), at);
    expect(cart.expiresAt).toBe("2026-12-23T09:30:00.000Z");
  });

  it("names every SKU that is not for sale", () => {
    const wanted = ["TEE", "OLD", "NEW"].map((sku) => ({ sku, quantity: 1 }));
    expect(() => openCart({ ...opening, wanted }, quotesAt({ TEE: 1, OLD: undefined }), at)).toThrow(
      expect.objectContaining({
        declaration: expect.objectContaining({ code: "cart.sku_not_sellable" }),
        details: {
          errors: [
            { field: "lines.OLD", reason: "is not for sale in this currency" },
            { field: "lines.NEW", reason: "is not for sale in this currency" },
          ],
        },
      }),
    );
  });

  it("refuses more than a cart holds", () => {
    const refusal = (wanted: readonly { sku: string; quantity: number }[], price: number) => () =>
      openCart({ ...opening, wanted }, quotesAt({ TEE: price, CAP: price }), at);
    expect(
      refusal(
        [
          { sku: "TEE", quantity: 1 },
          { sku: "CAP", quantity: 1 },
        ],
        maxAmount / 2,
      ),
    ).not.toThrow();
    expect(
      refusal(
        [
          { sku: "TEE", quantity: 1 },
          { sku: "CAP", quantity: 1 },
        ],
        maxAmount / 2 + 1,
      ),
    ).toThrow("can hold");
    expect(refusal([{ sku: "TEE", quantity: 10_000 }], maxAmount)).toThrow("can hold");
    expect(
      refusal(
        [
          { sku: "TEE", quantity: 10_000 },
          { sku: "TEE", quantity: 1 },
        ],
        1,
      ),
    ).toThrow("More than 10000 pieces of TEE");
  });
});

describe("ownCart", () => {
  it.each<[string, Cart | undefined, Caller, Date]>([
    ["an unknown cart", undefined, guest, at],
    ["another guest's cart", aCart({ ownerId: "gst_2" }), guest, at],
    ["a cart seen by nobody", aCart(), { kind: "anonymous" }, at],
    ["a cart seen by a machine", aCart(), { kind: "machine", clientId: "gst_1", scopes: [] }, at],
    ["an expired cart", aCart(), guest, new Date("2026-11-30T09:30:00.000Z")],
  ])("hides %s", (_, cart, caller, when) => {
    expect(() => ownCart(cart, caller, when)).toThrow("There is no such cart.");
  });

  it("shows the owner's cart", () => {
    expect(ownCart(aCart(), guest, at)).toEqual(aCart());
  });
});

describe("requireChangeable", () => {
  it.each([
    ["open", 3, undefined],
    ["open", 2, "version.mismatch"],
    ["open", 4, "version.mismatch"],
    ["closed", 3, "cart.closed"],
    ["closed", 2, "cart.closed"],
  ] as const)("judges a %s cart of version 3 for who saw %i: %s", (status, version, code) => {
    const judge = () => requireChangeable(aCart({ status }), version);
    if (code === undefined) expect(judge).not.toThrow();
    else expect(judge).toThrow(expect.objectContaining({ declaration: expect.objectContaining({ code }) }));
  });
});

describe("setLine", () => {
  it("sets a quantity in place, at today's price", () => {
    const cart = aCart({
      lines: [
        { sku: "TEE", quantity: 2, unitPrice: 1 },
        { sku: "CAP", quantity: 1, unitPrice: 5 },
      ],
    });
    const changed = setLine(cart, { sku: "TEE", quantity: 7 }, quotesAt({ TEE: 1990 }), later);
    expect(changed.lines).toEqual([
      { sku: "TEE", quantity: 7, unitPrice: 1990 },
      { sku: "CAP", quantity: 1, unitPrice: 5 },
    ]);
    expect(changed.version).toBe(4);
  });

  it("adds a new SKU at the end", () => {
    const { lines } = setLine(aCart(), { sku: "CAP", quantity: 1 }, quotesAt({ CAP: 900 }), at);
    expect(lines.map(({ sku }) => sku)).toEqual(["TEE", "CAP"]);
  });

  it("keeps a guest's cart as long as the guest's token, a customer's 30 days more", () => {
    const set = (ownerId: string) =>
      setLine(aCart({ ownerId }), { sku: "TEE", quantity: 1 }, quotesAt({ TEE: 1 }), later);
    expect(set("gst_1").expiresAt).toBe("2026-11-30T09:30:00.000Z");
    expect(set("cus_1").expiresAt).toBe("2026-12-24T09:30:00.000Z");
  });

  it("refuses one SKU too many and lets the others change", () => {
    const lines = Array.from({ length: maxLines }, (_, index) => ({ sku: `S${index}`, quantity: 1, unitPrice: 1 }));
    const quotes = quotesAt({ S0: 1, MORE: 1 });
    expect(() => setLine(aCart({ lines }), { sku: "MORE", quantity: 1 }, quotes, at)).toThrow("at most 40 SKUs");
    expect(setLine(aCart({ lines }), { sku: "S0", quantity: 9 }, quotes, at).lines[0]?.quantity).toBe(9);
  });
});

describe("removeLine", () => {
  it("takes a SKU out, also one no longer for sale", () => {
    expect(removeLine(aCart(), "TEE", at)).toMatchObject({ lines: [], version: 4 });
  });

  it("refuses a SKU that is not there", () => {
    expect(() => removeLine(aCart(), "CAP", at)).toThrow("does not hold this SKU");
  });
});

describe("priceCart", () => {
  it("shows today's prices and stock, and whether a price changed", () => {
    const view = priceCart(aCart(), quotesAt({ TEE: 2490 }, 3));
    expect(view.lines).toEqual([
      {
        sku: "TEE",
        title: "The TEE",
        quantity: 2,
        unitPrice: { amount: 2490, currency: "EUR" },
        total: { amount: 4980, currency: "EUR" },
        available: 3,
        sellable: true,
        priceChanged: true,
      },
    ]);
    expect(view.total).toEqual({ amount: 4980, currency: "EUR" });
  });

  it("shows what is no longer for sale at the price last seen, and does not count it", () => {
    const view = priceCart(aCart(), new Map());
    expect(view.lines[0]).toMatchObject({
      sellable: false,
      priceChanged: false,
      available: 0,
      unitPrice: { amount: 1990 },
    });
    expect(view.total.amount).toBe(0);
  });

  it("counts nothing that became too dear to be ordered", () => {
    expect(priceCart(aCart(), quotesAt({ TEE: maxAmount })).lines[0]).toMatchObject({ sellable: false });
  });

  it("totals exactly the lines that are for sale, whatever the prices", () => {
    const line = fc.record({
      quantity: fc.integer({ min: 1, max: 10_000 }),
      seen: fc.nat(maxAmount / 10_000),
      now: fc.option(fc.nat(maxAmount)),
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: maxLines }), (drawn) => {
        const lines = drawn.map(({ quantity, seen }, index) => ({ sku: `S${index}`, quantity, unitPrice: seen }));
        const quotes = quotesAt(Object.fromEntries(drawn.map(({ now }, index) => [`S${index}`, now ?? undefined])));
        const view = priceCart(aCart({ lines }), quotes);
        const total = view.lines.reduce(
          (sum, { sellable, unitPrice, quantity }) => sum + (sellable ? unitPrice.amount * quantity : 0),
          0,
        );
        expect(view.total.amount).toBe(total);
        expect(Number.isSafeInteger(total)).toBe(true);
      }),
    );
  });
});
