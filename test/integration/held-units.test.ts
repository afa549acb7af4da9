import { money } from "@millrace/kernel/money";
import { commit } from "@millrace/table/transact";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { locationBookEntity } from "../../services/inventory/src/data/location-book.entity.ts";
import { stockEntity } from "../../services/inventory/src/data/stock.entity.ts";
import { coverageEntity } from "../../services/shipping/src/data/coverage.entity.ts";
import { aCustomer, openShop } from "../support/order-life.ts";
import { type OnSale, sell } from "../support/shop.ts";

/** Where an order's units are held, what of it is shown, and what is promised: by the real routes, on a real table. */

const [main, counter] = ["loc_main", "loc_counter"] as const;
const [parcel, pickUp] = ["1", "2"].map((digit) => `shm_${digit.repeat(26)}`);
const destination = { country: "GB" };

let shop: Awaited<ReturnType<typeof openShop>>;
beforeAll(async () => {
  shop = await openShop(inject("dynamodbEndpoint"));
  const place = { active: true, country: "GB" };
  const locations = [
    { ...place, locationId: main, name: "Warehouse", priority: 1 },
    { ...place, locationId: counter, name: "Counter", priority: 2 },
    ...Array.from({ length: 18 }, (_, index) => {
      const locationId = `loc_${String(index).padStart(30, "x")}`;
      return { ...place, locationId, name: locationId, priority: 10 + index };
    }),
  ];
  await locationBookEntity(shop.house.table).create({ book: "main", locations, strategy: "priority", version: 1 }).go();
  const method = { rates: [money(500, "EUR")], taxClass: "standard", minDays: 0, maxDays: 1 };
  const methods = [
    { ...method, shippingMethodId: parcel ?? "", name: "Parcel", kind: "delivery" as const },
    { ...method, shippingMethodId: pickUp ?? "", name: "Counter", kind: "pickup" as const, locationId: counter },
  ];
  await coverageEntity(shop.house.table)
    .create({ country: "GB", zones: [{ zoneId: "zon_1", methods }], version: 1 })
    .go();
});
afterAll(() => shop.house.close());

let articles = 0;

/** A SKU of its own that weighs something. */
async function anArticle(more: Partial<OnSale> = {}): Promise<string> {
  articles += 1;
  // Product ids are made of the SKU, filled up with zeros.
  const sku = `HELD-${articles}X`;
  await sell(shop.house.table, [{ sku, prices: [money(1000, "EUR")], weightGrams: 100, ...more }]);
  return sku;
}

/** Units at locations. */
async function lying(sku: string, places: Readonly<Record<string, number>>): Promise<void> {
  const units = Object.entries(places).map(([locationId, quantity]) => ({ locationId, quantity }));
  const receipt = { sku, kind: "RECEIPT", causeId: "rcp_held", movedAt: "2026-11-01T08:00:00.000Z", units } as const;
  await commit(shop.stock.bring(receipt, undefined));
}

async function availableAt(sku: string, locationId: string): Promise<number> {
  return (await shop.stock.get(sku))?.levels[locationId]?.available ?? 0;
}

const fetched = { destination, shippingMethodId: pickUp };
const sent = { destination, shippingMethodId: parcel };

describe("goods that are fetched", () => {
  it("are held where they are fetched, though the warehouse comes first", async () => {
    const sku = await anArticle();
    await lying(sku, { [main]: 5, [counter]: 2 });
    const { cart, checkout } = await shop.aCart([{ sku, quantity: 2 }], fetched);
    expect(cart.shipping.chosen.shippingMethodId).toBe(pickUp);
    const { body } = await checkout();
    expect(body.shipping).toMatchObject({ kind: "pickup", locationId: counter });
    expect([await availableAt(sku, main), await availableAt(sku, counter)]).toEqual([5, 0]);
  });

  it("cannot be fetched where too few are, and can be sent", async () => {
    const sku = await anArticle();
    await lying(sku, { [main]: 5, [counter]: 1 });
    const { cart, checkout } = await shop.aCart([{ sku, quantity: 2 }], fetched);
    expect(cart.shipping.options.map(({ kind }: { readonly kind: string }) => kind)).toEqual(["delivery"]);
    expect(cart.shipping).not.toHaveProperty("chosen");
    const errors = [{ field: "shippingMethodId", reason: "is not offered for these goods and this address" }];
    expect((await checkout()).body).toMatchObject({ code: "cart.changed", errors });
    const other = await shop.aCart([{ sku, quantity: 2 }], sent);
    expect((await other.checkout()).status).toBe(201);
  });

  it("are never sold twice there: of two buyers for the last, one is told so", async () => {
    const sku = await anArticle();
    await lying(sku, { [main]: 5, [counter]: 1 });
    const carts = await Promise.all([1, 2].map(() => shop.aCart([{ sku, quantity: 1 }], fetched)));
    const answers = await Promise.all(carts.map(({ checkout }) => checkout()));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect([await availableAt(sku, main), await availableAt(sku, counter)]).toEqual([5, 0]);
  });

  it("may come with a download that lies elsewhere", async () => {
    const [sku, file] = [await anArticle(), `FILE-${articles}X`];
    await sell(shop.house.table, [{ sku: file, prices: [money(100, "EUR")], available: 5 }]);
    await lying(sku, { [counter]: 1 });
    const { checkout } = await shop.aCart(
      [sku, file].map((one) => ({ sku: one, quantity: 1 })),
      fetched,
    );
    expect((await checkout()).status).toBe(201);
    expect(await availableAt(file, main)).toBe(4);
  });
});

describe("a kit", () => {
  it("weighs what its parts do, and is fetched where they all are", async () => {
    const [cup, lid] = [await anArticle(), await anArticle()];
    const parts = [
      { sku: cup, quantity: 2 },
      { sku: lid, quantity: 1 },
    ];
    const kit = `KIT-${articles}X`;
    await sell(shop.house.table, [{ sku: kit, prices: [money(2500, "EUR")], parts }]);
    await lying(cup, { [main]: 9, [counter]: 2 });
    await lying(lid, { [main]: 9 });
    const { cart, checkout } = await shop.aCart([{ sku: kit, quantity: 1 }], sent);
    expect(cart.shipping).toMatchObject({ needed: true, options: [{ kind: "delivery" }] });
    expect((await checkout()).status).toBe(201);
    const unsent = await shop.aCart([{ sku: kit, quantity: 1 }], {});
    expect((await unsent.checkout()).body.code).toBe("cart.shipping_method_required");
  });

  it("that is short is named by its line, with the part that is", async () => {
    const part = await anArticle();
    const kit = `KIT-OF-${part}`;
    const parts = [{ sku: part, quantity: 3 }];
    await sell(shop.house.table, [{ sku: kit, prices: [money(2500, "EUR")], weightGrams: 1, parts }]);
    await lying(part, { [main]: 5 });
    const { checkout } = await shop.aCart([{ sku: kit, quantity: 2 }], sent);
    const errors = [{ field: `lines.${kit}`, reason: `6 of its part ${part} wanted, 5 available` }];
    expect((await checkout()).body).toMatchObject({ code: "inventory.insufficient", errors });
  });
});

describe("what a cart shows as available", () => {
  it.each([
    [20, { [main]: 13, [counter]: 7 }],
    [1, { [main]: 0, [counter]: 1 }],
    [0, { [main]: 0, [counter]: 0 }],
  ])("is %i, over all locations", async (units, places) => {
    const sku = await anArticle();
    await lying(sku, places);
    const { cart } = await shop.aCart([{ sku, quantity: 1 }], sent);
    expect(cart.lines[0].available).toBe(units);
    const short = units === 0 ? [{ kind: "fewer_available", available: 0 }] : [];
    expect(cart.lines[0].changes).toEqual(short);
  });
});

describe("an order within the limits of a transaction", () => {
  it("takes 40 SKUs, each from two locations, with four coupons that are counted in all ways", async () => {
    const skus: string[] = [];
    for (let index = 0; index < 40; index += 1) {
      const sku = await anArticle();
      await lying(sku, { [main]: 1, [counter]: 1 });
      skus.push(sku);
    }
    const lines = skus.map((sku) => ({ sku, quantity: 2 }));
    const limits = { total: 9, perCustomer: 1 };
    const counted = { limits, conditions: { firstOrder: true } };
    const coupons = await Promise.all([1, 2, 3, 4].map(() => shop.aCoupon(counted)));
    const { checkout } = await shop.aCart(lines, { ...sent, coupons, caller: aCustomer() });
    const { status, body } = await checkout();
    expect(status).toBe(201);
    await shop.house.settle();
    const order = await shop.orders.orders.get(body.orderId);
    expect(order?.status).toBe("confirmed");
    expect(order?.redemptions).toHaveLength(4);
  });

  it("takes a SKU from twenty places that are called as long as they may be", async () => {
    const sku = await anArticle();
    const places = Array.from({ length: 18 }, (_, index) => [`loc_${String(index).padStart(30, "x")}`, 1] as const);
    await lying(sku, { [main]: 1, [counter]: 1, ...Object.fromEntries(places) });
    const { checkout } = await shop.aCart([{ sku, quantity: 20 }], sent);
    const { status, body } = await checkout();
    expect(status).toBe(201);
    await shop.house.settle();
    expect((await shop.orders.orders.get(body.orderId))?.status).toBe("confirmed");
  });
});

describe("units that are sold before they are in", () => {
  const shipsAt = "2036-12-24T00:00:00.000Z";

  it("are promised by their date in the order", async () => {
    const sku = await anArticle();
    await lying(sku, { [main]: 1 });
    const policy = { kind: "preorder", limit: 5, shipsAt } as const;
    await stockEntity(shop.house.table).patch({ sku }).set({ policy }).go();
    const { checkout } = await shop.aCart([{ sku, quantity: 2 }], sent);
    const { status, body } = await checkout();
    expect(status).toBe(201);
    expect(body.lines[0].shipsAt).toBe(shipsAt);
    expect(body.shipping.estimate).toEqual({ earliest: "2036-12-24", latest: "2036-12-25" });
  });

  it("are never sold as there: who was promised one and comes late is asked again", async () => {
    const sku = await anArticle();
    await lying(sku, { [main]: 1 });
    const policy = { kind: "preorder", limit: 5, shipsAt } as const;
    await stockEntity(shop.house.table).patch({ sku }).set({ policy }).go();
    const carts = await Promise.all([1, 2].map(() => shop.aCart([{ sku, quantity: 1 }], sent)));
    const answers = await Promise.all(carts.map(({ checkout }) => checkout()));
    const told = answers.map(({ status, body }) => body.code ?? body.lines[0].shipsAt ?? status).map(String);
    // Whether the second read before or after the first wrote, it is promised nothing that is not true.
    expect(told.filter((one) => one === "201")).toHaveLength(1);
    expect(told.filter((one) => one === "cart.changed" || one === shipsAt)).toHaveLength(1);
  });
});
