import type { Caller } from "@millrace/kernel/caller";
import { commit } from "@millrace/table/transact";
import { beforeAll, describe, expect, it } from "vitest";
import { aCustomer, at, openCartsWorld } from "../../../../test/support/carts-world.ts";
import { sell } from "../../../../test/support/shop.ts";

const orderId = `ord_${"0".repeat(26)}`;
let world: Awaited<ReturnType<typeof openCartsWorld>>;

beforeAll(async () => {
  world = await openCartsWorld();
  const euros = (amount: number) => [{ amount, currency: "EUR" }];
  await sell(world.table, [
    { sku: "TEE", title: "Tee", prices: euros(1990), available: 50 },
    { sku: "CAP", title: "Cap", prices: [...euros(900), { amount: 1000, currency: "USD" }], available: 50 },
    ...Array.from({ length: 40 }, (_, index) => ({ sku: `S${index + 10}`, prices: euros(1) })),
  ]);
});

type Guest = Awaited<ReturnType<typeof world.aGuest>>;

function merge(caller: Caller, cartId: string, guest: Pick<Guest, "token" | "cart">, headers: object = {}) {
  return world.call(`POST /v1/carts/${cartId}/merge`, {
    caller,
    body: { guestToken: guest.token, guestCartId: guest.cart.cartId },
    headers: { "if-match": '"1"', ...headers },
  });
}

describe("POST /v1/carts/{cartId}/merge", () => {
  it("puts the guest's cart into the customer's, and ends the guest's", async () => {
    const alice = aCustomer();
    const own = await world.aCart(alice, [{ sku: "TEE", quantity: 1 }]);
    const guest = await world.aGuest(
      [
        { sku: "TEE", quantity: 3 },
        { sku: "CAP", quantity: 1 },
      ],
      { note: "Ring twice.", destination: { country: "DE" } },
    );
    expect(await merge(alice, own.cartId, guest)).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: {
        cartId: own.cartId,
        version: 2,
        destination: { country: "DE" },
        lines: [
          { sku: "TEE", quantity: 3 },
          { sku: "CAP", quantity: 1 },
        ],
        total: { amount: 6870 },
      },
    });
    const merged = await world.call(`GET /v1/carts/${own.cartId}`, { caller: alice });
    expect(merged.body.note).toBe("Ring twice.");
    const { body } = await world.call(`GET /v1/carts/${guest.cart.cartId}`, { caller: guest.caller });
    expect(body).toMatchObject({ status: "merged", mergedInto: own.cartId, version: 1 });
    expect(await world.factsOf(own.cartId)).toEqual(["1 cart.created", "2 cart.merged"]);
    expect(await world.factsOf(guest.cart.cartId)).toEqual(["1 cart.created"]);
    const [, fact] = await world.journal.list(own.cartId, 0, 2);
    expect(fact?.data).toMatchObject({
      guestCartId: guest.cart.cartId,
      guestId: world.ownerOf(guest.caller),
      ownerId: world.ownerOf(alice),
    });
    expect(JSON.stringify(fact)).not.toContain("Ring twice.");
  });

  it("replays a merge sent twice, also at once, and refuses a second one", async () => {
    const alice = aCustomer();
    const own = await world.aCart(alice);
    const guest = await world.aGuest([{ sku: "CAP", quantity: 1 }]);
    const key = { "idempotency-key": "merge-1" };
    const replies = await Promise.all([1, 2].map(() => merge(alice, own.cartId, guest, key)));
    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
    expect(replies[0]?.body).toEqual(replies[1]?.body);
    expect(await merge(alice, own.cartId, guest, key)).toMatchObject({ headers: { "idempotency-replayed": "true" } });
    expect(await world.factsOf(own.cartId)).toEqual(["1 cart.created", "2 cart.merged"]);
    expect(await merge(alice, own.cartId, guest, { "if-match": '"2"' })).toMatchObject({
      status: 409,
      body: { code: "cart.closed", detail: "This cart was merged into another." },
    });
  });

  it("merges a guest's cart once, into one of two carts that want it at once", async () => {
    const alice = aCustomer();
    const carts = [await world.aCart(alice), await world.aCart(alice)];
    const guest = await world.aGuest([{ sku: "CAP", quantity: 1 }]);
    const replies = await Promise.all(carts.map(({ cartId }) => merge(alice, cartId, guest)));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const facts = await Promise.all(carts.map(({ cartId }) => world.factsOf(cartId)));
    expect(facts.flat().filter((fact) => fact === "2 cart.merged")).toHaveLength(1);
  });

  it.each<[string, "guest" | "own"]>([
    ["the guest's cart", "guest"],
    ["the customer's cart", "own"],
  ])("either merges or lets %s be checked out at the same moment", async (_, which) => {
    const alice = aCustomer();
    const own = await world.aCart(alice);
    const guest = await world.aGuest([{ sku: "CAP", quantity: 1 }]);
    const cartId = which === "own" ? own.cartId : guest.cart.cartId;
    const ownerId = world.ownerOf(which === "own" ? alice : guest.caller);
    const [held] = (await world.ports.carts.listOpen(ownerId, 1, null)).items;
    if (held === undefined) throw new Error("The cart is not open.");
    const [merged, closed] = await Promise.allSettled([
      merge(alice, own.cartId, guest),
      commit([world.ports.carts.close(held, orderId, at)]),
    ]);
    const outcome = [merged.status === "fulfilled" && merged.value.status === 200, closed.status === "fulfilled"];
    expect(outcome.filter(Boolean)).toHaveLength(1);
    const caller = which === "own" ? alice : guest.caller;
    const { body } = await world.call(`GET /v1/carts/${cartId}`, { caller });
    if (outcome[1]) expect(body).toMatchObject({ status: "closed", orderId });
    else expect(body.status).toBe(which === "own" ? "open" : "merged");
  });

  it("refuses a checkout of either cart as it was before the merge", async () => {
    const alice = aCustomer();
    const own = await world.aCart(alice);
    const guest = await world.aGuest();
    const [heldOwn] = (await world.ports.carts.listOpen(world.ownerOf(alice), 1, null)).items;
    const [heldGuest] = (await world.ports.carts.listOpen(world.ownerOf(guest.caller), 1, null)).items;
    await merge(alice, own.cartId, guest);
    for (const held of [heldOwn, heldGuest]) {
      if (held === undefined) throw new Error("The cart was not open.");
      await expect(commit([world.ports.carts.close(held, orderId, at)])).rejects.toMatchObject({
        declaration: { code: "cart.changed" },
      });
    }
  });

  it("takes nothing that the token does not prove", async () => {
    const alice = aCustomer();
    const own = await world.aCart(alice);
    const [guest, other] = [await world.aGuest(), await world.aGuest()];
    const none = { cartId: `crt_${"0".repeat(26)}` };
    for (const wrong of [
      { token: "x.y.z", cart: guest.cart },
      { token: other.token, cart: guest.cart },
      { token: guest.token, cart: own },
      { token: guest.token, cart: none },
    ]) {
      expect(await merge(alice, own.cartId, wrong)).toMatchObject({
        status: 422,
        body: { code: "cart.guest_unproved" },
      });
    }
    const late = new Date("2026-11-30T09:30:00.000Z");
    expect(await world.during(late, () => merge(alice, own.cartId, guest))).toMatchObject({ status: 422 });
    expect(await world.factsOf(own.cartId)).toEqual(["1 cart.created"]);
  });

  it("takes no cart but the caller's own, at the version the caller saw", async () => {
    const [alice, bob] = [aCustomer(), aCustomer()];
    const own = await world.aCart(alice);
    const guest = await world.aGuest();
    expect(await merge(bob, own.cartId, guest)).toMatchObject({ status: 404, body: { code: "cart.not_found" } });
    expect(await merge(alice, own.cartId, guest, { "if-match": '"2"' })).toMatchObject({ status: 412 });
    expect(await merge(guest.caller, guest.cart.cartId, guest)).toMatchObject({ status: 403 });
  });

  it("holds no more than one order can, and leaves both carts as they are", async () => {
    const alice = aCustomer();
    const lines = Array.from({ length: 40 }, (_, index) => ({ sku: `S${index + 10}`, quantity: 1 }));
    const own = await world.aCart(alice, lines);
    const guest = await world.aGuest([{ sku: "TEE", quantity: 1 }]);
    expect(await merge(alice, own.cartId, guest)).toMatchObject({ status: 409, body: { code: "cart.full" } });
    const { body } = await world.call(`GET /v1/carts/${guest.cart.cartId}`, { caller: guest.caller });
    expect(body.status).toBe("open");
  });

  it("prices what comes from another currency anew, and names what is not sold in it", async () => {
    const alice = aCustomer();
    const cart = (lines: readonly unknown[]) => world.aCart(alice, lines, { currency: "USD" });
    const caps = await world.aGuest([{ sku: "CAP", quantity: 1 }]);
    expect(await merge(alice, (await cart([])).cartId, caps)).toMatchObject({
      status: 200,
      body: { currency: "USD", total: { amount: 1000, currency: "USD" } },
    });
    const tees = await world.aGuest([{ sku: "TEE", quantity: 1 }]);
    expect(await merge(alice, (await cart([])).cartId, tees)).toMatchObject({
      status: 409,
      body: { code: "cart.sku_not_sellable", errors: [{ field: "lines.TEE" }] },
    });
  });
});

describe("POST /v1/carts/{cartId}/claim", () => {
  const claim = (caller: Caller, { token, cart }: Pick<Guest, "token" | "cart">, headers: object = {}) =>
    world.call(`POST /v1/carts/${cart.cartId}/claim`, {
      caller,
      body: { guestToken: token },
      headers: { "if-match": '"1"', ...headers },
    });

  it("makes the guest's cart the customer's, for a customer's time", async () => {
    const alice = aCustomer();
    const guest = await world.aGuest();
    expect(await claim(alice, guest)).toMatchObject({
      status: 200,
      body: { cartId: guest.cart.cartId, version: 2, expiresAt: "2026-12-23T09:30:00.000Z", total: { amount: 3980 } },
    });
    expect(await world.call(`GET /v1/carts/${guest.cart.cartId}`, { caller: alice })).toMatchObject({ status: 200 });
    expect(await world.call(`GET /v1/carts/${guest.cart.cartId}`, { caller: guest.caller })).toMatchObject({
      status: 404,
    });
    const [, fact] = await world.journal.list(guest.cart.cartId, 0, 2);
    expect(fact).toMatchObject({ type: "cart.updated", data: { ownerId: world.ownerOf(alice) } });
  });

  it("is claimed once, however often it is sent", async () => {
    const [alice, bob] = [aCustomer(), aCustomer()];
    const guest = await world.aGuest();
    const key = { "idempotency-key": "claim-1" };
    const first = await claim(alice, guest, key);
    expect((await claim(alice, guest, key)).body).toEqual(first.body);
    expect(await claim(bob, guest)).toMatchObject({ status: 422, body: { code: "cart.guest_unproved" } });
  });

  it("refuses a cart that was merged, and one of another version", async () => {
    const alice = aCustomer();
    const own = await world.aCart(alice);
    const guest = await world.aGuest();
    expect(await claim(alice, guest, { "if-match": '"9"' })).toMatchObject({ status: 412 });
    await merge(alice, own.cartId, guest);
    expect(await claim(alice, guest)).toMatchObject({ status: 409, body: { code: "cart.closed" } });
  });
});
