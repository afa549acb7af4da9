import { beforeAll, describe, expect, it } from "vitest";
import { aCustomer, openCartsWorld, storedCart } from "../../../../test/support/carts-world.ts";
import { sell } from "../../../../test/support/shop.ts";

let world: Awaited<ReturnType<typeof openCartsWorld>>;
const alice = aCustomer();
const codes = ["A", "B", "C", "D", "E"];

beforeAll(async () => {
  world = await openCartsWorld();
  await sell(world.table, [{ sku: "TEE", prices: [{ amount: 1990, currency: "EUR" }], available: 50 }]);
  for (const code of codes) await world.aCoupon(code);
  await world.aCoupon("FEW", { conditions: { minQuantity: 10 } });
  await world.aCoupon("OVER", { endsAt: "2026-11-01T00:00:00.000Z" });
  await world.aCoupon("LATER", { startsAt: "2026-12-24T00:00:00.000Z" });
  await world.aCoupon("PAUSED", { status: "paused" });
});

function change(method: "PUT" | "DELETE", cartId: string, code: string, version: number) {
  return world.call(`${method} /v1/carts/${cartId}/coupons/${code}`, {
    caller: alice,
    headers: { "if-match": `"${version}"` },
  });
}

describe("PUT /v1/carts/{cartId}/coupons/{code}", () => {
  it("keeps a coupon with its promotion, however its code is typed, and tells whether it takes anything off", async () => {
    const { cartId } = await world.aCart(alice);
    expect(await change("PUT", cartId, "a", 1)).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { coupons: [{ code: "A", applied: true }], total: { amount: 3582 } },
    });
    expect(await storedCart(world, cartId)).toMatchObject({
      coupons: [{ code: "A", promotionId: expect.stringMatching(/^prm_/) }],
    });
    expect(await world.factsOf(cartId)).toEqual(["1 cart.created", "2 cart.updated"]);
    expect((await change("PUT", cartId, "A", 2)).body.coupons).toHaveLength(1);
    expect((await change("PUT", cartId, "FEW", 3)).body.coupons).toEqual([
      { code: "A", applied: true },
      { code: "FEW", applied: false, reason: "not_met" },
    ]);
  });

  it.each(["OVER", "LATER", "PAUSED"])(
    "says nothing else of a code that is not in force than of one that is none: %s",
    async (code) => {
      const { cartId } = await world.aCart(alice);
      const [known, none] = [await change("PUT", cartId, code, 1), await change("PUT", cartId, "NONE", 1)];
      const said = ({ status, body }: typeof known) =>
        JSON.stringify({ status, ...body, correlationId: "", requestId: "" })
          .replaceAll(code, "…")
          .replaceAll("NONE", "…");
      expect(known.status).toBe(404);
      expect(said(known)).toBe(said(none));
    },
  );

  it("refuses a code that is none, and a fifth coupon", async () => {
    const { cartId } = await world.aCart(alice, [], { coupons: ["A", "B", "C", "D"] });
    expect(await change("PUT", cartId, "NONE", 1)).toMatchObject({
      status: 404,
      body: { code: "cart.coupon_unknown" },
    });
    expect(await change("PUT", cartId, "E", 1)).toMatchObject({ status: 409, body: { code: "cart.coupons_full" } });
    expect(await change("PUT", cartId, "NO%20NE", 1)).toMatchObject({ status: 400 });
    expect(await change("PUT", cartId, "A", 2)).toMatchObject({ status: 412 });
  });

  it("lets one of two tabs through", async () => {
    const { cartId } = await world.aCart(alice);
    const replies = await Promise.all(["A", "B"].map((code) => change("PUT", cartId, code, 1)));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  });
});

describe("DELETE /v1/carts/{cartId}/coupons/{code}", () => {
  it("takes a coupon out, and refuses one that is not there", async () => {
    const { cartId } = await world.aCart(alice, [], { coupons: ["A", "B"] });
    expect((await change("DELETE", cartId, "a", 1)).body).toMatchObject({ version: 2, coupons: [{ code: "B" }] });
    expect(await change("DELETE", cartId, "A", 2)).toMatchObject({
      status: 404,
      body: { code: "cart.coupon_not_held" },
    });
  });
});

describe("POST /v1/carts with coupons", () => {
  it("names each code that is none", async () => {
    const body = { currency: "EUR", coupons: ["A", "NONE", "NEVER"] };
    const refused = { status: 404, body: { errors: [{ field: "coupons.NONE" }, { field: "coupons.NEVER" }] } };
    expect(await world.call("POST /v1/carts", { caller: alice, body })).toMatchObject(refused);
    expect(await world.call("POST /v1/guest-carts", { body })).toMatchObject(refused);
  });
});
