import { readTogether } from "@millrace/table/read";
import { transact, write } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { freshTable } from "../../../../test/support/table.ts";
import type { Cart } from "../domain/cart.ts";
import { createCarts } from "./carts.ts";

const cart: Cart = {
  cartId: "crt_1",
  ownerId: "gst_1",
  currency: "EUR",
  status: "open",
  lines: [{ sku: "TEE", quantity: 2, unitPrice: 1990 }],
  version: 1,
  createdAt: "2026-11-23T09:30:00.000Z",
  expiresAt: "2026-11-30T09:30:00.000Z",
};
const at = new Date("2026-11-24T09:30:00.000Z");

const stored = async () => {
  const table = await freshTable();
  const carts = createCarts(table);
  await write([carts.open(cart)]);
  const read = async () => (await readTogether(table, [carts.read("crt_1")]))[0];
  return { carts, read };
};

const codesOf = async (outcome: ReturnType<typeof transact>): Promise<readonly string[]> =>
  (await outcome).map(({ part, stored: found }) => part.refuse(found).declaration.code);

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
    await write([carts.change(next)]);
    expect(await read()).toMatchObject({ ...next, ttl: Date.parse(next.expiresAt) / 1000 });
  });

  it("refuses a version that somebody else wrote first", async () => {
    const { carts } = await stored();
    await write([carts.change({ ...cart, version: 2 })]);
    expect(await codesOf(transact([carts.change({ ...cart, version: 2 })]))).toEqual(["version.mismatch"]);
  });

  it("refuses a closed cart", async () => {
    const { carts } = await stored();
    await write([carts.close(cart, "ord_1", at)]);
    expect(await codesOf(transact([carts.change({ ...cart, version: 2 })]))).toEqual(["cart.closed"]);
  });
});

describe("AP-CT4 close", () => {
  it("closes the cart for one order", async () => {
    const { carts, read } = await stored();
    await write([carts.close(cart, "ord_1", at)]);
    expect(await read()).toMatchObject({ ...cart, status: "closed", orderId: "ord_1" });
  });

  it.each<[string, (carts: ReturnType<typeof createCarts>) => Promise<unknown>, Date]>([
    ["that another order closed", (carts) => write([carts.close(cart, "ord_1", at)]), at],
    ["that the buyer changed", (carts) => write([carts.change({ ...cart, version: 2 })]), at],
    ["that has expired", async () => undefined, new Date(cart.expiresAt)],
  ])("refuses a cart %s", async (_, happen, when) => {
    const { carts } = await stored();
    await happen(carts);
    expect(await codesOf(transact([carts.close(cart, "ord_2", when)]))).toEqual(["cart.changed"]);
  });
});
