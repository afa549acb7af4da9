import { Busy } from "@millrace/kernel/refusals";
import { commit } from "@millrace/table/transact";
import { beforeEach, describe, expect, it } from "vitest";
import { aCustomer, at, openCartsWorld, storedCart } from "../../../../test/support/carts-world.ts";
import { sell } from "../../../../test/support/shop.ts";

let world: Awaited<ReturnType<typeof openCartsWorld>>;
const expiry = new Date("2026-11-30T09:30:00.000Z");
const before = new Date("2026-11-30T09:29:59.999Z");

beforeEach(async () => {
  world = await openCartsWorld();
  await sell(world.table, [{ sku: "TEE", prices: [{ amount: 1990, currency: "EUR" }], available: 5 }]);
});

async function statusOf(cartId: string) {
  return (await storedCart(world, cartId)).status;
}

describe("abandonCarts", () => {
  it("abandons a cart from the moment on at which it expires, and tells of it once", async () => {
    const { cart } = await world.aGuest();
    await world.during(before, world.sweep);
    expect(await statusOf(cart.cartId)).toBe("open");
    await world.during(expiry, world.sweep);
    await world.during(expiry, world.sweep);
    expect(await statusOf(cart.cartId)).toBe("abandoned");
    expect(await world.factsOf(cart.cartId)).toEqual(["1 cart.created", "2 cart.abandoned"]);
    const [, fact] = await world.journal.list(cart.cartId, 0, 2);
    expect(fact).toMatchObject({
      data: { cartId: cart.cartId, lines: [{ sku: "TEE", quantity: 2 }] },
      actor: "carts-abandon-carts",
    });
  });

  it("is one abandonment, though two runs meet", async () => {
    const { cart } = await world.aGuest();
    await world.during(expiry, () => Promise.all([world.sweep(), world.sweep()]));
    expect(await world.factsOf(cart.cartId)).toEqual(["1 cart.created", "2 cart.abandoned"]);
  });

  it("tells nothing of an empty cart, and ends it all the same", async () => {
    const { cart } = await world.aGuest([]);
    await world.during(expiry, world.sweep);
    expect(await statusOf(cart.cartId)).toBe("abandoned");
    expect(await world.factsOf(cart.cartId)).toEqual(["1 cart.created"]);
  });

  it("leaves a cart alone that was changed, checked out or merged", async () => {
    const alice = aCustomer();
    const own = await world.aCart(alice);
    const [guest, buyer] = [await world.aGuest(), await world.aGuest()];
    const held = await storedCart(world, buyer.cart.cartId);
    await commit([world.ports.carts.close(held, "ord_1", at)]);
    await world.call(`POST /v1/carts/${own.cartId}/merge`, {
      caller: alice,
      body: { guestToken: guest.token, guestCartId: guest.cart.cartId },
      headers: { "if-match": '"1"' },
    });
    await world.during(expiry, world.sweep);
    expect(await Promise.all([own, guest.cart, buyer.cart].map(({ cartId }) => statusOf(cartId)))).toEqual([
      "open",
      "merged",
      "closed",
    ]);
  });

  it("leaves a cart alone that its owner changes while the sweeper looks at it", async () => {
    const alice = aCustomer();
    const { cartId } = await world.aCart(alice);
    const late = new Date("2026-12-23T09:30:00.000Z");
    const { listDue } = world.ports.carts;
    Object.assign(world.ports.carts, {
      async listDue(...args: Parameters<typeof listDue>) {
        const page = await listDue(...args);
        for (const cart of page.items) {
          await commit([world.ports.carts.change({ ...cart, version: 2, expiresAt: "2027-01-22T09:30:00.000Z" })]);
        }
        return page;
      },
    });
    await world.during(late, world.sweep);
    expect(await storedCart(world, cartId)).toMatchObject({ status: "open", version: 2 });
    expect(await world.factsOf(cartId)).toEqual(["1 cart.created"]);
  });

  it("counts a run as failed when the table is too busy to take its writes", async () => {
    const { cart } = await world.aGuest();
    Object.assign(world.ports, { write: () => Promise.reject(Busy()) });
    await expect(world.during(expiry, world.sweep)).rejects.toMatchObject({ errors: [{ name: "Refusal" }] });
    expect(await statusOf(cart.cartId)).toBe("open");
  });

  it("is not waited for: an expired cart is gone at once", async () => {
    const { cart, caller } = await world.aGuest();
    const read = () => world.call(`GET /v1/carts/${cart.cartId}`, { caller });
    const list = async () => (await world.call("GET /v1/carts", { caller })).body.items.length;
    expect(await world.during(before, async () => [(await read()).status, await list()])).toEqual([200, 1]);
    expect(await world.during(expiry, async () => [(await read()).status, await list()])).toEqual([404, 0]);
    expect(await statusOf(cart.cartId)).toBe("open");
  });

  it("keeps an abandoned cart for thirty days", async () => {
    const { cart } = await world.aGuest();
    await world.during(expiry, world.sweep);
    const stored = await storedCart(world, cart.cartId);
    expect(stored).toMatchObject({ ttl: Date.parse("2026-12-30T09:30:00.000Z") / 1000 });
  });
});
