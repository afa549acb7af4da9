import { CartCreated, CartUpdated } from "@millrace/contracts/carts";
import { type Decision, fact } from "@millrace/contracts/define-event";
import { maxAmount } from "@millrace/kernel/money";
import { type SkuQuantity, unitsBySku } from "@millrace/kernel/sale";
import type { TermsOf } from "@millrace/pricing/sale";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aCart } from "../../../../test/support/a-cart.ts";
import { refusalOf } from "../../../../test/support/refused.ts";
import { type Cart, maxCoupons, maxSkus } from "./cart.ts";
import {
  addCoupons,
  applyUpdate,
  claim,
  dropCoupon,
  openCart,
  removeLine,
  setLine,
  type Update,
} from "./change-cart.ts";
import { mergeCarts } from "./merge-carts.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
const later = new Date("2026-11-24T09:30:00.000Z");

type Sold = Readonly<Record<string, number | { readonly unitPrice: number; readonly parts: readonly SkuQuantity[] }>>;

function selling(sold: Sold): TermsOf {
  return ({ sku }) => {
    const terms = sold[sku];
    return typeof terms === "number" ? { unitPrice: terms } : terms;
  };
}

const opening = { cartId: "crt_1", ownerId: "gst_1", currency: "EUR", coupons: [] };
function coupon(code: string) {
  return { code, promotionId: `prm_${code.toLowerCase()}` };
}
function refusedWith(code: string) {
  return expect.objectContaining({ declaration: expect.objectContaining({ code }) }) as Error;
}

/** What a cart's facts tell of its lines. */
function dataOf(cart: Cart) {
  const { cartId, ownerId, currency, lines } = cart;
  return { cartId, ownerId, currency, lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) };
}

/** What a change comes to, and is told as: the cart's next version. */
function stateOf({ state, fact: told }: Decision<Cart>): Cart {
  expect(told).toEqual(fact(CartUpdated, state.cartId, state.version, dataOf(state)));
  return state;
}

describe("openCart", () => {
  it("given a wish, takes today's prices, adds up lines of one SKU and tells of them without prices", () => {
    const lines = [
      { sku: "TEE", quantity: 1 },
      { sku: "CAP", quantity: 1 },
      { sku: "TEE", quantity: 2 },
    ];
    const { cartId, ownerId, currency } = opening;
    expect(openCart({ ...opening, lines }, selling({ TEE: 1990, CAP: 900 }), at)).toEqual({
      state: {
        ...opening,
        status: "open",
        lines: [
          { sku: "TEE", quantity: 3, unitPrice: 1990 },
          { sku: "CAP", quantity: 1, unitPrice: 900 },
        ],
        version: 1,
        createdAt: "2026-11-23T09:30:00.000Z",
        expiresAt: "2026-11-30T09:30:00.000Z",
      },
      fact: fact(CartCreated, cartId, 1, {
        cartId,
        ownerId,
        currency,
        lines: [
          { sku: "TEE", quantity: 3 },
          { sku: "CAP", quantity: 1 },
        ],
      }),
    });
  });

  it("given what was said, keeps it, and each coupon once, and tells none of it", () => {
    const said = { destination: { country: "DE" }, note: "Ring twice.", shippingMethodId: "shm_1" };
    const coupons = [coupon("TEN"), coupon("FREE"), coupon("TEN")];
    const { state, fact } = openCart({ ...opening, ...said, coupons, lines: [] }, selling({}), at);
    expect(state).toMatchObject({ ...said, coupons: [coupon("TEN"), coupon("FREE")] });
    expect(fact.data).toEqual(dataOf(state));
  });

  it("given a customer, keeps the cart for thirty days", () => {
    const { state } = openCart({ ...opening, ownerId: "cus_1", lines: [] }, selling({}), at);
    expect(state.expiresAt).toBe("2026-12-23T09:30:00.000Z");
  });

  it("names every SKU that is not for sale", () => {
    const lines = ["TEE", "OLD", "NEW"].map((sku) => ({ sku, quantity: 1 }));
    expect(() => openCart({ ...opening, lines }, selling({ TEE: 1 }), at)).toThrow(
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

  it.each([
    ["as dear as an order may be", [1, 1], maxAmount / 2, undefined],
    ["dearer", [1, 1], maxAmount / 2 + 1, "can hold"],
    ["far dearer", [10_000], maxAmount, "can hold"],
    ["with more units of a SKU", [10_001], 1, "More than 10000 units of S0"],
  ])("judges a cart %s", (_, quantities, price, refusal) => {
    const lines = quantities.map((quantity, index) => ({ sku: `S${index}`, quantity }));
    const open = () => openCart({ ...opening, lines }, selling({ S0: price, S1: price }), at);
    if (refusal === undefined) expect(open).not.toThrow();
    else expect(open).toThrow(refusal);
  });
});

describe("setLine", () => {
  it("given a SKU that the cart holds, sets its quantity in place, at today's price", () => {
    const lines = [
      { sku: "TEE", quantity: 2, unitPrice: 1 },
      { sku: "CAP", quantity: 1, unitPrice: 5 },
    ];
    const set = setLine(aCart({ lines }), { sku: "TEE", quantity: 7 }, selling({ TEE: 1990 }), later);
    expect(stateOf(set)).toMatchObject({
      lines: [
        { sku: "TEE", quantity: 7, unitPrice: 1990 },
        { sku: "CAP", quantity: 1, unitPrice: 5 },
      ],
      version: 4,
    });
  });

  it("given a new SKU, adds it at the end", () => {
    const { lines } = stateOf(setLine(aCart(), { sku: "CAP", quantity: 1 }, selling({ CAP: 900 }), at));
    expect(lines.map(({ sku }) => sku)).toEqual(["TEE", "CAP"]);
  });

  it("given a customer's cart, moves its expiry, and never a guest's", () => {
    const set = (ownerId: string) =>
      stateOf(setLine(aCart({ ownerId }), { sku: "CAP", quantity: 1 }, selling({ CAP: 1 }), later));
    expect(set("gst_1").expiresAt).toBe("2026-11-30T09:30:00.000Z");
    expect(set("cus_1").expiresAt).toBe("2026-12-24T09:30:00.000Z");
  });

  it("given a full cart, takes no more SKUs than one order can hold, and still changes those it has", () => {
    const lines = Array.from({ length: maxSkus }, (_, index) => ({ sku: `S${index}`, quantity: 1, unitPrice: 1 }));
    const terms = selling({ CAP: 1, S0: 1 });
    expect(() => setLine(aCart({ lines }), { sku: "CAP", quantity: 1 }, terms, at)).toThrow("at most 40 SKUs");
    const { state } = setLine(aCart({ lines }), { sku: "S0", quantity: 9 }, terms, at);
    expect(state.lines[0]?.quantity).toBe(9);
  });

  it("given a kit, keeps its parts and counts them, not the kit", () => {
    const partsOf = (length: number) => Array.from({ length }, (_, index) => ({ sku: `P${index}`, quantity: 2 }));
    const kit = (length: number) => selling({ KIT: { unitPrice: 500, parts: partsOf(length) } });
    const set = (terms: TermsOf, quantity = 1) => stateOf(setLine(aCart(), { sku: "KIT", quantity }, terms, at));
    expect(set(kit(39)).lines[1]).toEqual({ sku: "KIT", quantity: 1, unitPrice: 500, parts: partsOf(39) });
    expect(() => set(kit(40))).toThrow(refusedWith("cart.full"));
    expect(set(kit(1), 5000).lines[1]?.quantity).toBe(5000);
    expect(() => set(kit(1), 5001)).toThrow("More than 10000 units of P0");
  });

  it("names the lines that take too many units of a SKU, which the cart itself may not hold", () => {
    const cart = aCart({ lines: [{ sku: "P0", quantity: 9999, unitPrice: 1 }] });
    const terms = selling({ KIT: { unitPrice: 5, parts: [{ sku: "P0", quantity: 2 }] } });
    expect(refusalOf(() => setLine(cart, { sku: "KIT", quantity: 1 }, terms, at))?.details.errors).toEqual([
      { field: "lines.P0", reason: "10001 wanted, at most 10000 in one order" },
      { field: "lines.KIT", reason: "10001 of its part P0 wanted, at most 10000 in one order" },
    ]);
  });
});

describe("removeLine", () => {
  it("given a SKU that it holds, takes it out, also one no longer for sale", () => {
    expect(stateOf(removeLine(aCart(), "TEE", at))).toMatchObject({ lines: [], version: 4 });
  });

  it("given another SKU, refuses", () => {
    expect(() => removeLine(aCart(), "CAP", at)).toThrow("does not hold this SKU");
  });
});

describe("addCoupons", () => {
  const full = aCart({ coupons: ["A", "B", "C", "D"].map(coupon) });

  it("puts a coupon at the end, and leaves one that is there in its place", () => {
    const two = addCoupons(aCart({ coupons: [coupon("A")] }), [coupon("B")], at);
    expect(stateOf(two).coupons).toEqual(["A", "B"].map(coupon));
    expect(stateOf(addCoupons(full, [coupon("B")], at))).toMatchObject({ coupons: full.coupons, version: 4 });
  });

  it("refuses a fifth", () => {
    expect(() => addCoupons(full, [coupon("E")], at)).toThrow(refusedWith("cart.coupons_full"));
  });
});

describe("dropCoupon", () => {
  it("takes a coupon out, and refuses one that is not there", () => {
    const cart = aCart({ coupons: ["A", "B"].map(coupon) });
    expect(stateOf(dropCoupon(cart, "A", at))).toMatchObject({ coupons: [coupon("B")], version: 4 });
    expect(() => dropCoupon(cart, "C", at)).toThrow(refusedWith("cart.coupon_not_held"));
  });
});

describe("applyUpdate", () => {
  const said = { destination: { country: "DE" }, shippingMethodId: "shm_1", note: "Ring twice." };

  it.each<[string, Update, object]>([
    ["keeps what is not named", {}, said],
    ["sets what is named", { note: "Ring once." }, { ...said, note: "Ring once." }],
    [
      "removes what is null",
      { destination: null, shippingMethodId: null, note: null },
      { destination: undefined, shippingMethodId: undefined, note: undefined },
    ],
  ])("%s", (_, update, expected) => {
    const updated = stateOf(applyUpdate(aCart(said), update, selling({}), at));
    const { destination, shippingMethodId, note, version } = updated;
    expect({ destination, shippingMethodId, note, version }).toEqual({ ...expected, version: 4 });
  });

  it("prices every line anew in another currency, and none in the same", () => {
    expect(stateOf(applyUpdate(aCart(), { currency: "USD" }, selling({ TEE: 2500 }), at))).toMatchObject({
      currency: "USD",
      lines: [{ sku: "TEE", quantity: 2, unitPrice: 2500 }],
    });
    expect(stateOf(applyUpdate(aCart(), { currency: "EUR" }, selling({}), at)).lines).toEqual(aCart().lines);
  });

  it("refuses a currency in which a line is not sold", () => {
    expect(() => applyUpdate(aCart(), { currency: "USD" }, selling({}), at)).toThrow(
      refusedWith("cart.sku_not_sellable"),
    );
  });
});

describe("claim", () => {
  it("given a guest's cart, gives it to the customer, for a customer's time", () => {
    expect(stateOf(claim(aCart(), "cus_1", later))).toEqual(
      aCart({ ownerId: "cus_1", version: 4, expiresAt: "2026-12-24T09:30:00.000Z" }),
    );
  });
});

describe("any sequence of operations on a cart", () => {
  const skus = Array.from({ length: 50 }, (_, index) => `S${index}`);
  const sku = fc.constantFrom(...skus);
  const quantity = fc.integer({ min: 1, max: 10_000 });
  const terms = fc.record({
    unitPrice: fc.nat(maxAmount),
    parts: fc.option(
      fc.array(fc.record({ sku, quantity: fc.integer({ min: 1, max: 9 }) }), { minLength: 1, maxLength: 5 }),
      {
        nil: undefined,
      },
    ),
  });
  const sold = fc.dictionary(sku, terms, { minKeys: 25 }).map(
    (drawn): TermsOf =>
      (wanted) =>
        drawn[wanted.sku],
  );
  const lines = fc.uniqueArray(fc.record({ sku, quantity, unitPrice: fc.nat(1000) }), {
    maxLength: maxSkus,
    selector: (line) => line.sku,
  });
  const code = fc.constantFrom("A", "B", "C", "D", "E", "F");
  const operation = fc.oneof(
    fc.tuple(sku, quantity, sold).map(
      ([drawn, units, termsOf]) =>
        (cart: Cart) =>
          setLine(cart, { sku: drawn, quantity: units }, termsOf, at),
    ),
    sku.map((drawn) => (cart: Cart) => removeLine(cart, drawn, at)),
    code.map((drawn) => (cart: Cart) => addCoupons(cart, [coupon(drawn)], at)),
    code.map((drawn) => (cart: Cart) => dropCoupon(cart, drawn, at)),
    fc.tuple(fc.constantFrom("EUR", "USD"), sold).map(
      ([currency, termsOf]) =>
        (cart: Cart) =>
          applyUpdate(cart, { currency }, termsOf, at),
    ),
    fc.tuple(lines, sold).map(
      ([others, termsOf]) =>
        (cart: Cart) =>
          mergeCarts(cart, aCart({ lines: others }), termsOf, at),
    ),
  );

  it("ends in whole amounts and quantities that one order can hold, each version one above the last", () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        let cart = aCart({ lines: [] });
        for (const operate of operations) {
          const before = cart;
          try {
            const { state, fact } = operate(before);
            cart = state;
            expect(fact).toMatchObject({ aggregateId: cart.cartId, sequence: cart.version, data: dataOf(cart) });
          } catch (refused) {
            expect(refused).toMatchObject({ name: "Refusal" });
            continue;
          }
          expect(cart.version).toBe(before.version + 1);
          const units = unitsBySku(cart.lines);
          expect(Math.max(units.length, cart.lines.length)).toBeLessThanOrEqual(maxSkus);
          for (const line of [...units, ...cart.lines]) {
            expect(Number.isSafeInteger(line.quantity) && line.quantity >= 1 && line.quantity <= 10_000).toBe(true);
          }
          const total = cart.lines.reduce((subtotal, line) => subtotal + line.quantity * line.unitPrice, 0);
          expect(Number.isSafeInteger(total) && total >= 0 && total <= maxAmount).toBe(true);
          expect(new Set(cart.lines.map((line) => line.sku)).size).toBe(cart.lines.length);
          expect(cart.coupons.length).toBeLessThanOrEqual(maxCoupons);
        }
      }),
    );
  });
});
