import { beforeAll, describe, expect, it } from "vitest";
import { aCustomer, openCartsWorld } from "../../../../test/support/carts-world.ts";
import { sell } from "../../../../test/support/shop.ts";

let world: Awaited<ReturnType<typeof openCartsWorld>>;
const alice = aCustomer();

beforeAll(async () => {
  world = await openCartsWorld();
  const prices = (eur: number, usd: number) => [
    { amount: eur, currency: "EUR" },
    { amount: usd, currency: "USD" },
  ];
  await sell(world.table, [
    { sku: "TEE", prices: prices(1990, 2490), available: 50 },
    { sku: "DEAR", prices: prices(1, 10_000_000_000), available: 50 },
    { sku: "EUR-ONLY", prices: [{ amount: 100, currency: "EUR" }] },
  ]);
});

function update(cartId: string, body: unknown, headers: object = {}) {
  return world.call(`PATCH /v1/carts/${cartId}`, { caller: alice, body, headers: { "if-match": '"1"', ...headers } });
}

describe("PATCH /v1/carts/{cartId}", () => {
  it("says what the buyer says of the cart, and takes it back", async () => {
    const { cartId } = await world.aCart(alice);
    const said = {
      destination: { country: "CA", region: "QC" },
      shippingMethodId: `shm_${"0".repeat(26)}`,
      note: "Ring twice.",
    };
    const { note, ...rest } = said;
    const read = async () => (await world.call(`GET /v1/carts/${cartId}`, { caller: alice })).body;
    const changed = await update(cartId, said, { "idempotency-key": "said" });
    expect(changed).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: rest });
    // What is answered may be stored for a month; the note is shown to who reads the cart.
    expect(changed.body).not.toHaveProperty("note");
    expect(await read()).toMatchObject({ ...rest, note });
    const kept = await update(cartId, { note: null }, { "if-match": '"2"' });
    expect(kept.body).toMatchObject({ ...rest, version: 3 });
    expect(await read()).not.toHaveProperty("note");
    expect(await world.factsOf(cartId)).toEqual(["1 cart.created", "2 cart.updated", "3 cart.updated"]);
    expect(JSON.stringify(await world.journal.list(cartId, 0, 10))).not.toContain("Ring twice.");
  });

  it("prices all lines in another currency", async () => {
    const { cartId } = await world.aCart(alice);
    expect(await update(cartId, { currency: "USD" })).toMatchObject({
      status: 200,
      body: {
        currency: "USD",
        lines: [{ unitPrice: { amount: 2490, currency: "USD" }, priceChanged: false, changes: [] }],
        total: { amount: 4980, currency: "USD" },
      },
    });
  });

  it("names the lines that are not sold in it", async () => {
    const { cartId } = await world.aCart(alice, [
      { sku: "TEE", quantity: 1 },
      { sku: "EUR-ONLY", quantity: 1 },
    ]);
    expect(await update(cartId, { currency: "USD" })).toMatchObject({
      status: 409,
      body: { code: "cart.sku_not_sellable", errors: [{ field: "lines.EUR-ONLY" }] },
    });
  });

  it("refuses a currency in which the cart is more than one order can hold", async () => {
    const { cartId } = await world.aCart(alice, [{ sku: "DEAR", quantity: 11 }]);
    expect(await update(cartId, { currency: "USD" })).toMatchObject({ status: 422, body: { code: "cart.too_large" } });
  });

  it.each([
    ["a currency that is none", { currency: null }],
    ["an unknown country", { destination: { country: "XX" } }],
    ["a region without its country", { destination: { region: "QC" } }],
    ["too long a note", { note: "x".repeat(501) }],
    ["an empty note", { note: " " }],
    ["lines", { lines: [] }],
    ["another's kind of id", { shippingMethodId: `prm_${"0".repeat(26)}` }],
  ])("refuses %s", async (_, body) => {
    const { cartId } = await world.aCart(alice);
    expect(await update(cartId, body)).toMatchObject({ status: 400 });
  });

  it("lets one of two tabs through", async () => {
    const { cartId } = await world.aCart(alice);
    const replies = await Promise.all(["one", "two"].map((note) => update(cartId, { note })));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    expect(await world.factsOf(cartId)).toHaveLength(2);
  });

  it("replays a change sent twice", async () => {
    const { cartId } = await world.aCart(alice);
    const headers = { "idempotency-key": "note" };
    const [first, second] = [
      await update(cartId, { note: "x" }, headers),
      await update(cartId, { note: "x" }, headers),
    ];
    expect(second.body).toEqual(first.body);
    expect(await update(cartId, { note: "y" }, headers)).toMatchObject({ status: 422 });
  });
});

describe("GET /v1/carts", () => {
  it("lists the caller's open carts, the newest first, page by page", async () => {
    const carol = aCustomer();
    const made: string[] = [];
    for (const second of [1, 2, 3]) {
      const time = new Date(`2026-11-23T09:30:0${second}.000Z`);
      made.unshift((await world.during(time, () => world.aCart(carol, undefined, { note: "mine" }))).cartId);
    }
    await world.aCart(alice);
    const list = (query: Readonly<Record<string, string>>) => world.call("GET /v1/carts", { caller: carol, query });
    const first = await list({ limit: "2" });
    expect(first).toMatchObject({
      status: 200,
      body: { items: [{ cartId: made[0], lines: [{ sku: "TEE", quantity: 2 }], note: "mine" }, { cartId: made[1] }] },
    });
    const second = await list({ limit: "2", cursor: first.body.nextCursor });
    expect(second.body.items.map(({ cartId }: { cartId: string }) => cartId)).toEqual([made[2]]);
    const foreign = await world.call("GET /v1/carts", { caller: alice, query: { cursor: first.body.nextCursor } });
    expect(foreign).toMatchObject({ status: 400, body: { code: "cursor.invalid" } });
  });
});
