import type { Caller } from "@millrace/kernel/caller";
import { verifyGuestToken } from "@millrace/lambda/guest-token";
import { commit } from "@millrace/table/transact";
import { beforeAll, describe, expect, it } from "vitest";
import { aCustomer, at, openCartsWorld } from "../../../../test/support/carts-world.ts";
import { interceptSdkCalls } from "../../../../test/support/sdk-calls.ts";
import { sell } from "../../../../test/support/shop.ts";

const [alice, bob] = [aCustomer(), aCustomer()];

let world: Awaited<ReturnType<typeof openCartsWorld>>;
let ports: typeof world.ports;
let call: typeof world.call;
let aCart: typeof world.aCart;

beforeAll(async () => {
  world = await openCartsWorld();
  ({ ports, call, aCart } = world);
  await sell(world.table, [
    { sku: "TEE", title: "Tee", prices: [{ amount: 1990, currency: "EUR" }], available: 50 },
    { sku: "CAP", title: "Cap", prices: [{ amount: 900, currency: "EUR" }] },
    { sku: "USD-ONLY", prices: [{ amount: 100, currency: "USD" }] },
    { sku: "DRAFT", prices: [{ amount: 100, currency: "EUR" }], status: "draft" },
  ]);
});

describe("POST /v1/carts", () => {
  it("makes a cart with its lines at the shop's prices, and its first fact", async () => {
    const reply = await call("POST /v1/carts", {
      caller: alice,
      body: {
        currency: "EUR",
        lines: [
          { sku: "TEE", quantity: 1 },
          { sku: "CAP", quantity: 1 },
          { sku: "TEE", quantity: 1 },
        ],
      },
    });
    expect(reply).toMatchObject({
      status: 201,
      headers: { location: `/v1/carts/${reply.body.cartId}`, etag: '"1"' },
      body: {
        status: "open",
        lines: [
          { sku: "TEE", title: "Tee", quantity: 2, total: { amount: 3980 }, available: 50, sellable: true },
          { sku: "CAP", title: "Cap", quantity: 1, total: { amount: 900 }, available: 0, priceChanged: false },
        ],
        total: { amount: 4880, currency: "EUR" },
      },
    });
    const [entry] = await world.journal.list(reply.body.cartId, 0, 10);
    expect(entry).toMatchObject({
      type: "cart.created",
      sequence: 1,
      data: {
        ownerId: alice.kind === "customer" && alice.ownerId,
        lines: [
          { sku: "TEE", quantity: 2 },
          { sku: "CAP", quantity: 1 },
        ],
      },
    });
  });

  it("makes one cart of a request sent twice", async () => {
    const request = { caller: alice, body: { currency: "EUR" }, headers: { "idempotency-key": "twice" } };
    const first = await call("POST /v1/carts", request);
    const second = await call("POST /v1/carts", request);
    expect(second.body).toEqual(first.body);
    expect(second.headers["idempotency-replayed"]).toBe("true");
    expect((await call("POST /v1/carts", { ...request, body: { currency: "USD" } })).status).toBe(422);
  });

  it("names each SKU that is not for sale in the cart's currency", async () => {
    const lines = ["TEE", "USD-ONLY", "DRAFT", "NOWHERE"].map((sku) => ({ sku, quantity: 1 }));
    const reply = await call("POST /v1/carts", { caller: alice, body: { currency: "EUR", lines } });
    expect(reply).toMatchObject({ status: 409, body: { code: "cart.sku_not_sellable" } });
    expect(reply.body.errors.map(({ field }: { field: string }) => field)).toEqual([
      "lines.USD-ONLY",
      "lines.DRAFT",
      "lines.NOWHERE",
    ]);
  });

  it.each([
    ["a price", { currency: "EUR", lines: [{ sku: "TEE", quantity: 1, unitPrice: 1 }] }],
    ["no quantity", { currency: "EUR", lines: [{ sku: "TEE" }] }],
    ["nothing of a SKU", { currency: "EUR", lines: [{ sku: "TEE", quantity: 0 }] }],
    ["half a piece", { currency: "EUR", lines: [{ sku: "TEE", quantity: 0.5 }] }],
    ["too many units", { currency: "EUR", lines: [{ sku: "TEE", quantity: 10_001 }] }],
    [
      "too many SKUs",
      { currency: "EUR", lines: Array.from({ length: 41 }, (_, index) => ({ sku: `S${index}`, quantity: 1 })) },
    ],
    ["an unknown currency", { currency: "ABC" }],
    ["an unknown field", { currency: "EUR", discount: 100 }],
    ["a list", []],
    ["broken JSON", "{"],
  ])("refuses %s", async (_, body) => {
    expect((await call("POST /v1/carts", { caller: alice, body })).status).toBe(400);
  });

  it("is closed to machines and to nobody", async () => {
    const machine: Caller = { kind: "machine", clientId: "erp", scopes: ["millrace/orders:write"] };
    expect((await call("POST /v1/carts", { caller: machine, body: { currency: "EUR" } })).status).toBe(403);
    expect((await call("POST /v1/carts", { body: { currency: "EUR" } })).status).toBe(401);
  });
});

describe("POST /v1/guest-carts", () => {
  it("hands out a token that owns the cart it made", async () => {
    const { status, body } = await call("POST /v1/guest-carts", {
      body: { currency: "EUR", lines: [{ sku: "TEE", quantity: 1 }] },
    });
    expect(status).toBe(201);
    const ownerId = await verifyGuestToken(ports.guestKey, body.guestToken, at);
    expect(ownerId).toMatch(/^gst_/);
    const caller: Caller = { kind: "guest", ownerId: String(ownerId) };
    expect((await call(`GET /v1/carts/${body.cart.cartId}`, { caller })).body).toEqual(body.cart);
  });

  it("makes another guest of each call, whatever key it bears", async () => {
    const request = { body: { currency: "EUR" }, headers: { "idempotency-key": "guess-me" } };
    const [first, second] = [await call("POST /v1/guest-carts", request), await call("POST /v1/guest-carts", request)];
    expect(first.body.cart.cartId).not.toBe(second.body.cart.cartId);
    expect(first.body.guestToken).not.toBe(second.body.guestToken);
  });
});

describe("GET /v1/carts/{cartId}", () => {
  it("answers another's cart as it answers none", async () => {
    const { cartId } = await aCart(alice);
    const foreign = await call(`GET /v1/carts/${cartId}`, { caller: bob });
    const none = await call("GET /v1/carts/crt_00000000000000000000000000", { caller: bob });
    expect(foreign).toMatchObject({ status: 404, body: { code: "cart.not_found" } });
    expect(foreign.body).toEqual(none.body);
  });

  it("refuses what is no cart's id", async () => {
    expect((await call("GET /v1/carts/crt_1%23x", { caller: alice })).status).toBe(400);
  });
});

describe("PUT /v1/carts/{cartId}/lines/{sku}", () => {
  it("sets a line, step by step, each with its fact", async () => {
    const { cartId } = await aCart(alice, []);
    const set = (sku: string, quantity: number, version: number) =>
      call(`PUT /v1/carts/${cartId}/lines/${sku}`, {
        caller: alice,
        body: { quantity },
        headers: { "if-match": `"${version}"` },
      });
    expect(await set("TEE", 3, 1)).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { total: { amount: 5970 } },
    });
    expect(await set("CAP", 1, 2)).toMatchObject({ status: 200, body: { version: 3, total: { amount: 6870 } } });
    expect(await set("TEE", 1, 3)).toMatchObject({ status: 200, body: { version: 4, total: { amount: 2890 } } });
    const entries = await world.journal.list(cartId, 0, 10);
    expect(entries.map(({ type, sequence }) => `${sequence} ${type}`)).toEqual([
      "1 cart.created",
      "2 cart.updated",
      "3 cart.updated",
      "4 cart.updated",
    ]);
  });

  it("needs the version it changes, and that to be the current one", async () => {
    const { cartId } = await aCart(alice);
    const set = (headers: Record<string, string>) =>
      call(`PUT /v1/carts/${cartId}/lines/TEE`, { caller: alice, body: { quantity: 1 }, headers });
    expect(await set({})).toMatchObject({ status: 400, body: { code: "version.required" } });
    expect(await set({ "if-match": '"2"' })).toMatchObject({ status: 412, body: { code: "version.mismatch" } });
    expect(await set({ "if-match": "*" })).toMatchObject({ status: 400, body: { code: "request.invalid" } });
  });

  it("lets one of two editors through", async () => {
    const { cartId } = await aCart(alice);
    const replies = await Promise.all(
      [3, 4].map((quantity) =>
        call(`PUT /v1/carts/${cartId}/lines/TEE`, {
          caller: alice,
          body: { quantity },
          headers: { "if-match": '"1"' },
        }),
      ),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it("refuses what is not for sale, a closed cart and another's", async () => {
    const { cartId } = await aCart(alice);
    const set = (sku: string, caller: Caller) =>
      call(`PUT /v1/carts/${cartId}/lines/${sku}`, { caller, body: { quantity: 1 }, headers: { "if-match": '"1"' } });
    expect(await set("DRAFT", alice)).toMatchObject({ status: 409, body: { code: "cart.sku_not_sellable" } });
    expect(await set("TEE", bob)).toMatchObject({ status: 404, body: { code: "cart.not_found" } });
    const cart = (await call(`GET /v1/carts/${cartId}`, { caller: alice })).body;
    await commit([ports.carts.close(cart, "ord_1", at)]);
    expect(await set("TEE", alice)).toMatchObject({ status: 409, body: { code: "cart.closed" } });
  });

  it("replays a change sent twice instead of finding its version gone", async () => {
    const { cartId } = await aCart(alice);
    const request = { caller: alice, body: { quantity: 5 }, headers: { "if-match": '"1"', "idempotency-key": "set" } };
    const first = await call(`PUT /v1/carts/${cartId}/lines/TEE`, request);
    const second = await call(`PUT /v1/carts/${cartId}/lines/TEE`, request);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toEqual(first.body);
  });

  it("asks for what its key was used for only when it is refused", async () => {
    const { cartId } = await aCart(alice);
    const request = { caller: alice, body: { quantity: 5 }, headers: { "if-match": '"1"', "idempotency-key": "once" } };
    const sent: string[] = [];
    const end = interceptSdkCalls(({ operation, body }, send) => {
      sent.push(body.includes("idempotency") ? `${operation} with the key's record` : operation);
      return send();
    });
    await call(`PUT /v1/carts/${cartId}/lines/TEE`, request);
    const first = sent.splice(0);
    await call(`PUT /v1/carts/${cartId}/lines/TEE`, request);
    end();
    expect(first).toEqual(["BatchGetItem", "BatchGetItem", "TransactWriteItems with the key's record"]);
    expect(sent).toEqual(["BatchGetItem", "BatchGetItem with the key's record"]);
  });
});

describe("DELETE /v1/carts/{cartId}/lines/{sku}", () => {
  it("takes a line out and answers the cart that is left", async () => {
    const { cartId } = await aCart(alice);
    const remove = (version: number) =>
      call(`DELETE /v1/carts/${cartId}/lines/TEE`, { caller: alice, headers: { "if-match": `"${version}"` } });
    expect(await remove(1)).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { lines: [], total: { amount: 0 } },
    });
    expect(await remove(2)).toMatchObject({ status: 404, body: { code: "cart.line_not_found" } });
  });
});
