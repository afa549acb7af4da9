import { money } from "@millrace/kernel/money";
import { commit } from "@millrace/table/transact";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { locationBookEntity } from "../../services/inventory/src/data/location-book.entity.ts";
import { stockEntity } from "../../services/inventory/src/data/stock.entity.ts";
import type { PlacedUnits } from "../../services/inventory/src/domain/stock.ts";
import { coverageEntity } from "../../services/shipping/src/data/coverage.entity.ts";
import { openShop } from "../support/order-life.ts";
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

async function receive(sku: string, units: readonly PlacedUnits[]): Promise<void> {
  const receipt = { sku, kind: "RECEIPT", causeId: "rcp_held", movedAt: "2026-11-01T08:00:00.000Z", units } as const;
  await commit(shop.stock.bring(receipt, []));
}

/** Units at locations of an article that is one item. */
const lying = async (sku: string, places: Readonly<Record<string, number>>) =>
  receive(
    sku,
    Object.entries(places).map(([locationId, quantity]) => ({ locationId, shard: 0, quantity })),
  );

/** Units over shards, in the warehouse. */
async function spread(sku: string, shares: readonly number[]): Promise<void> {
  const stock = stockEntity(shop.house.table);
  await receive(
    sku,
    shares.map((quantity, shard) => ({ locationId: main, shard, quantity })),
  );
  await stock.patch({ sku, shard: 0 }).set({ shards: shares.length, totalShards: shares.length }).go();
}

async function availableAt(sku: string, locationId: string): Promise<number> {
  const stocks = await shop.stock.getAll(sku);
  return stocks.reduce((total, { levels }) => total + (levels[locationId]?.available ?? 0), 0);
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

describe("a sharded SKU", () => {
  it.each([20, 15, 1, 0])("with %i units over 16 shards shows as many", async (units) => {
    const sku = await anArticle();
    const share = (shard: number) => Math.floor(units / 16) + Number(15 - shard < units % 16);
    await spread(
      sku,
      Array.from({ length: 16 }, (_, shard) => share(shard)),
    );
    const { cart } = await shop.aCart([{ sku, quantity: 1 }], sent);
    expect(cart.lines[0].available).toBe(units);
    const short = units === 0 ? [{ kind: "fewer_available", available: 0 }] : [];
    expect(cart.lines[0].changes).toEqual(short);
  });
});

describe("an order within the limits of a transaction", () => {
  /** So many SKUs of which each has one unit in each of two shards. */
  const scattered = async (count: number) => {
    const skus: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const sku = await anArticle();
      await spread(sku, [1, 1]);
      skus.push(sku);
    }
    return skus;
  };

  it("takes 31 SKUs from two shards each, and of 32 says that they lie in too many places", async () => {
    const skus = await scattered(32);
    const linesOf = (some: readonly string[]) => some.map((sku) => ({ sku, quantity: 2 }));
    const tooMany = await shop.aCart(linesOf(skus), sent);
    const refused = await tooMany.checkout();
    expect(refused).toMatchObject({ status: 409, body: { code: "inventory.too_scattered" } });
    expect(refused.body.errors).toHaveLength(32);
    const fitting = await shop.aCart(linesOf(skus.slice(1)), sent);
    const { status, body } = await fitting.checkout();
    expect(status).toBe(201);
    await shop.house.settle();
    expect((await shop.orders.orders.get(body.orderId))?.status).toBe("confirmed");
  });

  it("takes 40 SKUs of which one has to come from two shards", async () => {
    const [first = "", ...others] = await scattered(40);
    const lines = [{ sku: first, quantity: 2 }, ...others.map((sku) => ({ sku, quantity: 1 }))];
    const { checkout } = await shop.aCart(lines, sent);
    expect((await checkout()).status).toBe(201);
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

  it.each([[[1]], [[1, 0, 0]]])("are promised by their date in the order, over shards %j", async (shares) => {
    const sku = await anArticle();
    await spread(sku, shares);
    const policy = { kind: "preorder", limit: 5, shipsAt } as const;
    await stockEntity(shop.house.table).patch({ sku, shard: 0 }).set({ policy }).go();
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
    await stockEntity(shop.house.table).patch({ sku, shard: 0 }).set({ policy }).go();
    const carts = await Promise.all([1, 2].map(() => shop.aCart([{ sku, quantity: 1 }], sent)));
    const answers = await Promise.all(carts.map(({ checkout }) => checkout()));
    const told = answers.map(({ status, body }) => body.code ?? body.lines[0].shipsAt ?? status).map(String);
    // Whether the second read before or after the first wrote, it is promised nothing that is not true.
    expect(told.filter((one) => one === "201")).toHaveLength(1);
    expect(told.filter((one) => one === "cart.changed" || one === shipsAt)).toHaveLength(1);
  });
});
