import { batchGet } from "@millrace/table/batch-get";
import { commit, type TransactItem, transact } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { itemsOf } from "../../../../test/support/items.ts";
import { freshTable } from "../../../../test/support/table.ts";
import type { Cart } from "../domain/cart.ts";
import { createCarts } from "./carts.ts";

const cart: Cart = {
  cartId: "crt_1",
  ownerId: "gst_1",
  currency: "EUR",
  status: "open",
  lines: [
    { sku: "TEE", quantity: 2, unitPrice: 1990 },
    { sku: "KIT", quantity: 1, unitPrice: 900, parts: [{ sku: "CAP", quantity: 2 }] },
  ],
  coupons: [{ code: "TEN", promotionId: "prm_1" }],
  destination: { country: "CA", region: "QC" },
  note: "Ring twice.",
  version: 1,
  createdAt: "2026-11-23T09:30:00.000Z",
  expiresAt: "2026-11-30T09:30:00.000Z",
};
const at = new Date("2026-11-24T09:30:00.000Z");
const dueShards = ["0", "1", "2", "3"];

async function stored() {
  const table = await freshTable();
  const carts = createCarts(table);
  await commit([carts.open(cart)]);
  const read = async () => (await batchGet(table, [carts.read("crt_1")]))[0];
  return { carts, read, table };
}

async function codesOf(outcome: ReturnType<typeof transact>): Promise<readonly string[]> {
  return (await outcome).map(({ item, stored: found }) => item.refuse(found).declaration.code);
}

describe("AP-CT1 read", () => {
  it("gives the cart back as it was written", async () => {
    const { read } = await stored();
    expect(await read()).toMatchObject(cart);
  });

  it("keeps its keys", async () => {
    const { carts } = await stored();
    expect(carts.read("crt_1").key).toEqual({ pk: { S: "$carts#cartId_crt_1" }, sk: { S: "$cart_1" } });
  });
});

describe("AP-CT3 change", () => {
  it("writes the next version, its lines and its later expiry", async () => {
    const { carts, read } = await stored();
    const next = { ...cart, lines: [], version: 2, expiresAt: "2026-12-24T09:30:00.000Z" };
    await commit([carts.change(next)]);
    expect(await read()).toMatchObject({ ...next, ttl: Date.parse("2027-01-23T09:30:00.000Z") / 1000 });
  });

  it("sets what is said of it and removes what is not", async () => {
    const { carts, read } = await stored();
    const { destination: _, note: __, ...rest } = cart;
    await commit([carts.change({ ...rest, currency: "USD", coupons: [], shippingMethodId: "shm_1", version: 2 })]);
    const next = await read();
    expect(next).toMatchObject({ currency: "USD", coupons: [], shippingMethodId: "shm_1" });
    expect([next?.destination, next?.note]).toEqual([undefined, undefined]);
  });

  it("gives it another owner", async () => {
    const { carts, read } = await stored();
    await commit([carts.change({ ...cart, ownerId: "cus_1", version: 2 })]);
    expect(await read()).toMatchObject({ ownerId: "cus_1" });
    expect((await carts.listOpen("gst_1", 10, null)).items).toEqual([]);
    expect((await carts.listOpen("cus_1", 10, null)).items).toMatchObject([{ cartId: "crt_1" }]);
  });

  it("refuses a version that somebody else wrote first", async () => {
    const { carts } = await stored();
    await commit([carts.change({ ...cart, version: 2 })]);
    expect(await codesOf(transact([carts.change({ ...cart, version: 2 })]))).toEqual(["version.mismatch"]);
  });

  it.each<[string, (carts: ReturnType<typeof createCarts>) => TransactItem]>([
    ["closed", (carts) => carts.close(cart, "ord_1", at)],
    ["merged", (carts) => carts.merge(cart, "crt_2")],
    ["abandoned", (carts) => carts.abandon(cart, 1)],
  ])("refuses a %s cart", async (status, end) => {
    const { carts, read } = await stored();
    await commit([end(carts)]);
    expect(await read()).toMatchObject({ status, version: 1 });
    expect(await codesOf(transact([carts.change({ ...cart, version: 2 })]))).toEqual(["cart.closed"]);
  });
});

describe("AP-CT4 close", () => {
  it("closes the cart for one order", async () => {
    const { carts, read } = await stored();
    await commit([carts.close(cart, "ord_1", at)]);
    expect(await read()).toMatchObject({ ...cart, status: "closed", orderId: "ord_1" });
  });

  it.each<[string, (carts: ReturnType<typeof createCarts>) => Promise<unknown>, Date]>([
    ["that another order closed", (carts) => commit([carts.close(cart, "ord_1", at)]), at],
    ["that the buyer changed", (carts) => commit([carts.change({ ...cart, version: 2 })]), at],
    ["that has expired", async () => undefined, new Date(cart.expiresAt)],
  ])("refuses a cart %s", async (_, happen, when) => {
    const { carts } = await stored();
    await happen(carts);
    expect(await codesOf(transact([carts.close(cart, "ord_2", when)]))).toEqual(["cart.changed"]);
  });
});

describe("AP-CT5 merge", () => {
  it("ends the cart and names the one its lines went to", async () => {
    const { carts, read } = await stored();
    await commit([carts.merge(cart, "crt_2")]);
    expect(await read()).toMatchObject({ status: "merged", mergedInto: "crt_2", version: 1 });
  });

  it.each<[string, (carts: ReturnType<typeof createCarts>) => TransactItem, string]>([
    ["that was merged before", (carts) => carts.merge(cart, "crt_3"), "cart.closed"],
    ["that was checked out", (carts) => carts.close(cart, "ord_1", at), "cart.closed"],
    ["that its guest changed", (carts) => carts.change({ ...cart, version: 2 }), "service.busy"],
  ])("refuses a cart %s", async (_, happen, code) => {
    const { carts } = await stored();
    await commit([happen(carts)]);
    expect(await codesOf(transact([carts.merge(cart, "crt_2")]))).toEqual([code]);
  });
});

describe("AP-CT6 abandon", () => {
  it("ends the cart at the version given", async () => {
    const { carts, read } = await stored();
    await commit([carts.abandon(cart, 2)]);
    expect(await read()).toMatchObject({ status: "abandoned", version: 2 });
  });

  it("refuses a cart that came back to life", async () => {
    const { carts } = await stored();
    await commit([carts.change({ ...cart, version: 2 })]);
    expect(await codesOf(transact([carts.abandon(cart, 2)]))).toEqual(["version.mismatch"]);
  });
});

describe("AP-CT9 reopen", () => {
  it("opens the cart as it was, to be found, listed and closed again", async () => {
    const { carts, read, table } = await stored();
    const before = await itemsOf(table);
    await commit([carts.close(cart, "ord_1", at)]);
    await commit([carts.reopen(cart, "ord_1")]);
    expect(await itemsOf(table)).toEqual(before);
    await commit([carts.close(cart, "ord_2", at)]);
    expect(await read()).toMatchObject({ status: "closed", orderId: "ord_2" });
  });

  it.each<[string, (carts: ReturnType<typeof createCarts>) => readonly TransactItem[]]>([
    ["that is open", () => []],
    ["that another order closed", (carts) => [carts.close(cart, "ord_2", at)]],
    ["that was merged", (carts) => [carts.merge(cart, "crt_2")]],
  ])("refuses a cart %s", async (_, happen) => {
    const { carts } = await stored();
    for (const item of happen(carts)) await commit([item]);
    expect(await codesOf(transact([carts.reopen(cart, "ord_1")]))).toEqual(["service.busy"]);
  });
});

/** Ways in which a cart ends. */
const ends: readonly [string, (carts: ReturnType<typeof createCarts>) => TransactItem][] = [
  ["closed", (carts) => carts.close(cart, "ord_1", at)],
  ["merged", (carts) => carts.merge(cart, "crt_2")],
  ["abandoned", (carts) => carts.abandon(cart, 2)],
];

describe("AP-CT7 listOpen", () => {
  it("lists an owner's carts, the newest first, page by page", async () => {
    const { carts } = await stored();
    const made = [2, 3].map((day) => ({
      ...cart,
      cartId: `crt_${day}`,
      createdAt: `2026-11-2${day + 2}T09:30:00.000Z`,
    }));
    await commit(made.map((other) => carts.open(other)));
    await commit([carts.open({ ...cart, cartId: "crt_9", ownerId: "gst_2" })]);
    const first = await carts.listOpen("gst_1", 2, null);
    expect(first.items.map(({ cartId }) => cartId)).toEqual(["crt_3", "crt_2"]);
    const second = await carts.listOpen("gst_1", 2, first.position);
    expect(second).toMatchObject({ items: [{ cartId: "crt_1" }] });
  });

  it.each(ends)("lists no %s cart", async (_, end) => {
    const { carts } = await stored();
    await commit([end(carts)]);
    expect((await carts.listOpen("gst_1", 10, null)).items).toEqual([]);
  });
});

describe("AP-CT8 listDue", () => {
  const due = async (carts: ReturnType<typeof createCarts>, until: string) =>
    (await Promise.all(dueShards.map((shard) => carts.listDue(shard, new Date(until), null)))).flatMap(
      ({ items }) => items,
    );

  it("finds a cart from the moment on at which it expires", async () => {
    const { carts } = await stored();
    expect(await due(carts, "2026-11-30T09:29:59.999Z")).toEqual([]);
    expect(await due(carts, cart.expiresAt)).toMatchObject([{ cartId: "crt_1", lines: cart.lines }]);
  });

  it("finds a changed cart by its later expiry only", async () => {
    const { carts } = await stored();
    await commit([carts.change({ ...cart, version: 2, expiresAt: "2026-12-24T09:30:00.000Z" })]);
    expect(await due(carts, cart.expiresAt)).toEqual([]);
    expect(await due(carts, "2026-12-24T09:30:00.000Z")).toHaveLength(1);
  });

  it.each(ends)("finds no %s cart", async (_, end) => {
    const { carts } = await stored();
    await commit([end(carts)]);
    expect(await due(carts, "2027-11-30T09:30:00.000Z")).toEqual([]);
  });

  it("spreads carts over every shard", async () => {
    const { carts } = await stored();
    const ids = [..."0123456789abcdefghjkmnpqrstvwxyz"].map((digit) => `crt_x${digit}`);
    await commit(ids.map((cartId) => carts.open({ ...cart, cartId })));
    const sizes = await Promise.all(
      dueShards.map(async (shard) => (await carts.listDue(shard, new Date(cart.expiresAt), null)).items.length),
    );
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(7);
  });

  it("keeps its keys, which leave both indexes with an ended cart", async () => {
    const { carts, table } = await stored();
    const keys = async () => {
      const [item] = await itemsOf(table);
      const { gsi1pk, gsi1sk, gsi2pk, gsi2sk } = item ?? {};
      return [gsi1pk?.S, gsi1sk?.S, gsi2pk?.S, gsi2sk?.S];
    };
    expect(await keys()).toEqual([
      "$carts#openOwnerId_gst_1",
      "$cart_1#createdAt_2026-11-23T09:30:00.000Z#cartId_crt_1",
      "$carts#dueShard_1",
      "$cart_1#dueAt_2026-11-30T09:30:00.000Z",
    ]);
    await commit([carts.abandon(cart, 2)]);
    expect((await keys())[0]).toBeUndefined();
    expect((await keys())[2]).toBeUndefined();
  });
});
