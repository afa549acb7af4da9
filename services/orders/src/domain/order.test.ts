import { fact } from "@millrace/contracts/define-event";
import { OrderCanceled, OrderConfirmed, OrderPlaced } from "@millrace/contracts/orders";
import { money } from "@millrace/kernel/money";
import type { Offer } from "@millrace/pricing/offer";
import { type Quote, quote, type Sale } from "@millrace/pricing/quote";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amountsOf } from "./amounts.ts";
import {
  cancelUnpaid,
  confirm,
  mayBecome,
  type Order,
  type OrderStatus,
  orderData,
  orderNumberOf,
  orderStatuses,
  readable,
} from "./order.ts";
import { meansOf, placeOrder, requireAgreed, requireKept } from "./place-order.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
function euros(amount: number) {
  return money(amount, "EUR");
}

const placing = {
  orderId: "ord_01kaq3v8e0m4t6w8y0a2c4e6g8",
  paymentId: "pay_01kaq3v8e0m4t6w8y0a2c4e6g8",
  contactId: "con_01kaq3v8e0m4t6w8y0a2c4e6g8",
  cartId: "crt_01kaq3v8e0m4t6w8y0a2c4e6g8",
  ownerId: "gst_01kaq3v8e0m4t6w8y0a2c4e6g8",
  destination: { country: "DE", region: "BY" },
  holds: [],
};

function offer(sku: string, amount: number, more: Partial<Offer> = {}): Offer {
  return {
    sku,
    productId: "prd_01kaq3v8e0m4t6w8y0a2c4e6g8",
    title: sku,
    status: "active",
    prices: [euros(amount)],
    taxClass: "standard",
    categoryIds: [],
    ...more,
  };
}

const option = {
  shippingMethodId: "shm_01kaq3v8e0m4t6w8y0a2c4e6g8",
  name: "Parcel",
  kind: "delivery",
  amount: euros(490),
  taxClass: "standard",
  minDays: 1,
  maxDays: 2,
} as const;

/** A quote of two tees and a mug, taxed at 10 % on top where `taxed` says so. */
function quoteOf(more: Partial<Sale> = {}, taxed = false): Promise<Quote> {
  return quote({
    currency: "EUR",
    at,
    lines: [
      { sku: "TEE", quantity: 2 },
      { sku: "MUG", quantity: 1 },
    ],
    offers: [offer("TEE", 1990), offer("MUG", 900)],
    book: undefined,
    guest: true,
    groups: [],
    candidates: [],
    firstOrder: false,
    destination: { country: "DE" },
    shippingMethodId: undefined,
    taxOf: async ({ lines, shipping }) => {
      const taxOf = (amount: number) =>
        taxed ? [{ name: "VAT", rate: 100_000, amount: Math.round(amount / 10) }] : [];
      return {
        included: false,
        lines: lines.map(({ amount }) => taxOf(amount)),
        shipping: shipping ? taxOf(shipping.amount) : [],
      };
    },
    shippingOf: async () => [option],
    canFetch: () => true,
    ...more,
  });
}

const quoted = await quoteOf();
/** Nothing was sold before it was in. */
const allThere = new Map<string, string>();
const estimate = { earliest: "2026-11-24", latest: "2026-11-25" };
function anOrder(status: OrderStatus): Order {
  return { ...placeOrder(placing, quoted, allThere, at).state, status };
}
const agreed = { expectedTotal: euros(4880), shippingMethodId: undefined };
function code(of: string) {
  return expect.objectContaining({ declaration: expect.objectContaining({ code: of }) }) as Error;
}

describe("requireAgreed", () => {
  it("lets through what the buyer agreed to", () => {
    expect(() => requireAgreed(quoted, agreed)).not.toThrow();
  });

  it("refuses a total that the buyer did not agree to, and says the new ones", () => {
    expect(() => requireAgreed(quoted, { ...agreed, expectedTotal: euros(4879) })).toThrowError(
      expect.objectContaining({
        declaration: expect.objectContaining({ code: "cart.changed" }),
        details: { members: { total: euros(4880), totals: expect.objectContaining({ subtotal: euros(4880) }) } },
      }),
    );
  });

  it("refuses an amount that is right in the wrong currency", () => {
    expect(() => requireAgreed(quoted, { ...agreed, expectedTotal: money(4880, "USD") })).toThrowError(
      code("cart.changed"),
    );
  });

  it("names every line that can no longer be bought", async () => {
    const offers = [offer("TEE", 1990, { status: "archived" }), undefined];
    const reason = "is not sold in EUR any more";
    const gone = await quoteOf({ offers });
    expect(() => requireAgreed(gone, agreed)).toThrowError(
      expect.objectContaining({
        details: {
          errors: [
            { field: "lines.TEE", reason },
            { field: "lines.MUG", reason },
          ],
        },
      }),
    );
  });

  it("says so when the total changed because a coupon was used up", async () => {
    const promotion = {
      promotionId: "prm_01kaq3v8e0m4t6w8y0a2c4e6g8",
      name: "Last one",
      trigger: "coupon",
      status: "active",
      conditions: {},
      effect: { kind: "percentage", rate: 500_000 },
      stacking: "stackable",
      priority: 1,
      limits: { total: 1 },
    } as const;
    const usedUp = await quoteOf({ candidates: [{ promotion, code: "LAST", redeemed: 1 }] });
    expect(() => requireAgreed(usedUp, { ...agreed, expectedTotal: euros(2440) })).toThrowError(
      expect.objectContaining({
        declaration: expect.objectContaining({ code: "promotion.limit_reached" }),
        details: expect.objectContaining({ errors: [{ field: "coupons.LAST", reason: "is used up" }] }),
      }),
    );
    expect(() => requireAgreed(usedUp, agreed)).not.toThrow();
  });

  it("asks how goods with a weight are shipped, and refuses a way that is not offered", async () => {
    const offers = [offer("TEE", 1990, { weightGrams: 200 }), offer("MUG", 900)];
    const unshipped = await quoteOf({ offers });
    expect(() => requireAgreed(unshipped, agreed)).toThrowError(code("cart.shipping_method_required"));
    const gone = { ...agreed, shippingMethodId: "shm_gone" };
    expect(() => requireAgreed(unshipped, gone)).toThrowError(code("cart.changed"));
    const { shippingMethodId } = option;
    const shipped = await quoteOf({ offers, shippingMethodId });
    expect(() => requireAgreed(shipped, { expectedTotal: euros(4880 + 490), shippingMethodId })).not.toThrow();
  });
});

describe("meansOf", () => {
  const free = () => quoteOf({ offers: [offer("TEE", 0), offer("MUG", 0)] });
  const card = { provider: "sandbox", token: "tok_declined" } as const;

  it("gives what says how an order is paid that costs something, and refuses one that does not say", () => {
    expect(meansOf(quoted, card)).toBe(card);
    expect(() => meansOf(quoted, undefined)).toThrowError(code("request.invalid"));
  });

  it("has no use for it where there is nothing to pay", async () => {
    expect(meansOf(await free(), card)).toEqual({ provider: "none", token: "none" });
    expect(meansOf(await free(), undefined)).toEqual({ provider: "none", token: "none" });
  });

  it("needs no payment for an order that is confirmed like any other, and never canceled as unpaid", async () => {
    const { state } = placeOrder(placing, await free(), allThere, at);
    expect(state).toMatchObject({ status: "placed", paymentStatus: "not_required" });
    expect(confirm(state)?.state).toMatchObject({ status: "confirmed", paymentStatus: "not_required" });
    expect(cancelUnpaid(state, "unpaid")).toBeUndefined();
  });
});

describe("placeOrder", () => {
  it("given what was quoted, keeps its prices, holds the stock for half an hour and tells both", () => {
    const { state, fact: told } = placeOrder(placing, quoted, allThere, at);
    const expiresAt = "2026-11-23T10:00:00.000Z";
    expect(state).toEqual({
      ...placing,
      status: "placed",
      paymentStatus: "pending",
      fulfillmentStatus: "unfulfilled",
      currency: "EUR",
      lines: [
        { sku: "TEE", title: "TEE", quantity: 2, unitPrice: 1990 },
        { sku: "MUG", title: "MUG", quantity: 1, unitPrice: 900 },
      ],
      taxIncluded: false,
      placedAt: "2026-11-23T09:30:00.000Z",
      expiresAt,
      version: 1,
    });
    const { orderId, ownerId, contactId, paymentId, destination } = placing;
    expect(told).toEqual(
      fact(OrderPlaced, orderId, 1, {
        orderId,
        orderNumber: "M-W8Y0-A2C4-E6G8",
        ownerId,
        contactId,
        paymentId,
        destination,
        lines: [
          { sku: "TEE", title: "TEE", quantity: 2, unitPrice: euros(1990), total: euros(3980) },
          { sku: "MUG", title: "MUG", quantity: 1, unitPrice: euros(900), total: euros(900) },
        ],
        subtotal: euros(4880),
        taxIncluded: false,
        total: euros(4880),
        expiresAt,
      }),
    );
  });

  it("given holds at another location, tells the same", () => {
    const holds = [{ sku: "TEE", locationId: "loc_berlin", quantity: 2 }];
    expect(placeOrder({ ...placing, holds }, quoted, allThere, at).fact).toEqual(
      placeOrder(placing, quoted, allThere, at).fact,
    );
  });

  it("promises what was sold ahead by its date, the last of a kit's parts, and the parcel after all of it", async () => {
    const parts = [
      { sku: "CUP", quantity: 1 },
      { sku: "LID", quantity: 1 },
    ];
    const offers = [offer("TEE", 1990, { weightGrams: 200 }), offer("MUG", 900, { parts })];
    const sent = await quoteOf({ offers, shippingMethodId: option.shippingMethodId });
    const shipsAt = "2026-12-24T00:00:00.000Z";
    const promises = new Map([
      ["CUP", "2026-12-23T00:00:00.000Z"],
      ["LID", shipsAt],
    ]);
    const { data } = placeOrder(placing, sent, promises, at).fact;
    expect(data.lines.map((line) => line.shipsAt)).toEqual([undefined, shipsAt]);
    expect(data.shipping?.estimate).toEqual({ earliest: "2026-12-25", latest: "2026-12-26" });
    expect(placeOrder(placing, sent, allThere, at).fact.data.shipping).toMatchObject({ estimate });
    // A day that has passed promises nothing.
    const passed = new Map([["TEE", "2026-11-01T00:00:00.000Z"]]);
    expect(placeOrder(placing, sent, passed, at).fact.data.lines[0]).not.toHaveProperty("shipsAt");
  });

  it("costs to the cent what was quoted, with discounts, taxes and shipping", async () => {
    const offers = [offer("TEE", 1990, { weightGrams: 200 }), offer("MUG", 900)];
    const promotion = {
      promotionId: "prm_01kaq3v8e0m4t6w8y0a2c4e6g8",
      name: "A third off",
      trigger: "automatic",
      status: "active",
      conditions: {},
      effect: { kind: "percentage", rate: 333_333 },
      stacking: "stackable",
      priority: 1,
      limits: {},
    } as const;
    const full = await quoteOf(
      { offers, candidates: [{ promotion }], shippingMethodId: option.shippingMethodId },
      true,
    );
    const told = amountsOf(placeOrder(placing, full, allThere, at).state);
    const { subtotal, discount, tax, taxes, total } = full.totals;
    expect(told).toMatchObject({ subtotal, discount, tax, taxes, total, taxIncluded: false });
    expect(told.shipping?.total).toEqual(full.shipping?.total);
    expect(told.promotions).toEqual([{ promotionId: promotion.promotionId, name: "A third off", amount: discount }]);
  });
});

describe("an order's taxes", () => {
  const gst = { name: "GST", rate: 50_000 };
  const pst = { name: "PST", rate: 70_000 };
  const zero = { name: "GST", rate: 0 };
  const { shippingMethodId } = option;

  it("are kept and told by name, rate and amount for each line and for shipping, also those of 0", async () => {
    const offers = [offer("TEE", 1990, { weightGrams: 200 }), offer("MUG", 900)];
    const taxed = await quoteOf({
      offers,
      shippingMethodId,
      taxOf: async () => ({
        included: false,
        lines: [
          [
            { ...gst, amount: 199 },
            { ...pst, amount: 279 },
          ],
          [{ ...zero, amount: 0 }],
        ],
        shipping: [{ ...gst, amount: 25 }],
      }),
    });
    const { state, fact: told } = placeOrder(placing, taxed, allThere, at);
    expect(state.lines.map(({ taxes }) => taxes)).toEqual(taxed.lines.map(({ taxes }) => taxes));
    expect(told.data).toMatchObject({
      lines: [{ taxes: taxed.lines[0]?.taxes, tax: euros(478) }, { taxes: [{ ...zero, amount: 0 }] }],
      shipping: { taxes: [{ ...gst, amount: 25 }], tax: euros(25) },
      taxes: [
        { ...gst, amount: 224 },
        { ...pst, amount: 279 },
        { ...zero, amount: 0 },
      ],
      tax: euros(503),
      total: euros(4880 + 490 + 503),
    });
    expect(told.data.lines[1]).not.toHaveProperty("tax");
    expect(OrderPlaced.data.safeParse(told.data).success).toBe(true);
  });
});

describe("requireKept", () => {
  const lines = [{ sku: "TEE", quantity: 1 }];
  const at = (day: string) => new Map([["TEE", `2026-12-${day}T00:00:00.000Z`]]);

  it("lets through what comes as it was promised, or sooner", () => {
    expect(() => requireKept(lines, allThere, allThere)).not.toThrow();
    expect(() => requireKept(lines, at("24"), at("24"))).not.toThrow();
    expect(() => requireKept(lines, at("24"), allThere)).not.toThrow();
  });

  it("refuses what comes later, by the line", () => {
    expect(() => requireKept(lines, allThere, at("24"))).toThrowError(code("cart.changed"));
    const kit = [{ sku: "SET", quantity: 1, parts: lines }];
    expect(() => requireKept(kit, at("23"), at("24"))).toThrowError(
      expect.objectContaining({ details: { errors: [{ field: "lines.SET", reason: "is not all there any more" }] } }),
    );
  });
});

describe("confirm", () => {
  it.each(orderStatuses.filter((status) => mayBecome(status, "confirmed")))(
    "given a %s order, confirms it as paid and tells so",
    (status) => {
      const order = anOrder(status);
      expect(confirm(order)).toEqual({
        state: { ...order, status: "confirmed", paymentStatus: "authorized", version: 2 },
        fact: fact(OrderConfirmed, order.orderId, 2, orderData(order)),
      });
    },
  );

  it.each(orderStatuses.filter((status) => !mayBecome(status, "confirmed")))(
    "given a %s order, leaves it alone",
    (status) => {
      expect(confirm(anOrder(status))).toBeUndefined();
    },
  );
});

describe("cancelUnpaid", () => {
  it.each([
    ["payment_failed", "failed"],
    ["unpaid", "canceled"],
  ] as const)("given a placed order, cancels it as %s and tells why", (reason, paymentStatus) => {
    const order = anOrder("placed");
    expect(cancelUnpaid(order, reason)).toEqual({
      state: { ...order, status: "canceled", paymentStatus, cancelReason: reason, version: 2 },
      fact: fact(OrderCanceled, order.orderId, 2, { ...orderData(order), reason }),
    });
  });

  it.each(orderStatuses.filter((status) => status !== "placed"))("given a %s order, leaves it alone", (status) => {
    expect(cancelUnpaid(anOrder(status), "unpaid")).toBeUndefined();
  });
});

describe("readable", () => {
  const order = anOrder("placed");
  const stranger = { kind: "customer", ownerId: "cus_00000000-0000-4000-8000-000000000001", groups: [] } as const;

  it("gives an order to its owner, and to staff who may read orders", () => {
    expect(readable(order, { kind: "guest", ownerId: order.ownerId })).toBe(order);
    expect(readable(order, { ...stranger, groups: ["support"] })).toBe(order);
  });

  it("refuses an order to anybody else as if there were none", () => {
    expect(() => readable(order, stranger)).toThrow(code("order.not_found"));
    expect(() => readable(undefined, { ...stranger, groups: ["support"] })).toThrow(code("order.not_found"));
  });
});

describe("an order's way", () => {
  it("never leaves a final status", () => {
    for (const to of orderStatuses) {
      expect(mayBecome("completed", to)).toBe(false);
      expect(mayBecome("canceled", to)).toBe(false);
    }
  });
});

describe("an order's facts", () => {
  it("carry lines and shipping that sum to the total, whatever was ordered", () => {
    const line = fc
      .record({
        quantity: fc.integer({ min: 1, max: 10_000 }),
        unitPrice: fc.integer({ min: 0, max: 1_000_000 }),
        off: fc.integer({ min: 0, max: 100 }),
        tax: fc.integer({ min: 0, max: 1_000 }),
      })
      .map(({ off, tax, ...of }) => ({
        ...of,
        taxes: [{ name: "VAT", rate: 190_000, amount: tax }],
        sku: "TEE",
        title: "Tee",
        discount: Math.floor((of.quantity * of.unitPrice * off) / 100),
      }));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), fc.boolean(), (lines, taxIncluded) => {
        const shipping = { ...option, estimate, amount: 490, taxes: [{ name: "VAT", rate: 190_000, amount: 49 }] };
        const {
          lines: told,
          total,
          shipping: sent,
        } = orderData({ ...anOrder("placed"), lines, taxIncluded, shipping });
        const paid = told.reduce((amount, { total: { amount: of } }) => amount + of, sent?.total.amount ?? 0);
        expect(paid).toBe(total.amount);
      }),
    );
  });

  it("name the order by a number that comes from its id", () => {
    expect(orderNumberOf("ord_01kaq3v8e0m4t6w8y0a2c4e6g8")).toBe("M-W8Y0-A2C4-E6G8");
  });
});
