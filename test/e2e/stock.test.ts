import { beforeAll, describe, expect, inject, it } from "vitest";
import { readReady } from "../../cli/src/ready.ts";
import { sellVariant } from "../support/selling.ts";
import { bodyOf, key, location, openStore, type Store } from "../support/store.ts";
import { nameBoth, second } from "./services/inventory.ts";

let store: Store;
beforeAll(async () => {
  store = await openStore(readReady(inject("readyFile")));
  await nameBoth(store);
});

async function move(sku: string, what: string, body: object) {
  return bodyOf(await store.api("POST", `/v1/stock/${sku}/${what}`, { token: store.staff, headers: key(), body }), 201);
}

/** What lies where, as `[location, on hand, reserved, allocated, available]`. */
async function levelsOf(sku: string) {
  const { levels } = bodyOf(await store.api("GET", `/v1/stock/${sku}`, { token: store.staff }), 200);
  type Level = Readonly<Record<"onHand" | "reserved" | "allocated" | "available", number>> & { locationId: string };
  return levels.map((at: Level) => [at.locationId, at.onHand, at.reserved, at.allocated, at.available]);
}

async function driftOf(sku: string) {
  const request = { token: store.staff, headers: key(), body: { repair: false } };
  return bodyOf(await store.api("POST", `/v1/stock/${sku}/reconciliation`, request), 200).drift;
}

describe("a SKU at two locations", () => {
  it("is sold from both where one has too few, moves between them, and is explained by its ledger", async () => {
    const { sku } = await sellVariant(store, 2000, 3);
    await move(sku, "receipts", { locationId: second, quantity: 5 });
    const shopper = await store.aShopper();
    const order = await store.buy(shopper, [{ sku, quantity: 6 }]);
    await store.until(shopper, order.orderId, "confirmed");
    expect(await levelsOf(sku)).toEqual([
      [location, 3, 0, 3, 0],
      [second, 5, 0, 3, 2],
    ]);
    await move(sku, "adjustments", { locationId: second, quantity: -1, reason: "damaged" });
    await move(sku, "transfers", { from: second, to: location, quantity: 1 });
    await move(sku, "counts", { locationId: location, counted: 6 });
    expect(await levelsOf(sku)).toEqual([
      [location, 6, 0, 3, 3],
      [second, 3, 0, 3, 0],
    ]);
    expect(await driftOf(sku)).toEqual([]);
  });
});

describe("a SKU that is received and moved while it sells", () => {
  it("loses no piece and sells none twice", async () => {
    const { sku } = await sellVariant(store, 2000, 10);
    const shopper = await store.aShopper();
    const carts = await Promise.all(Array.from({ length: 16 }, () => store.cartOf(shopper, [{ sku, quantity: 1 }])));
    const received = move(sku, "receipts", { locationId: second, quantity: 2 });
    const answers = await Promise.all(carts.map((cart) => store.checkout(shopper, cart)));
    await received;
    const ordered = answers.filter(({ status }) => status === 201);
    expect(answers.filter(({ status, json }) => status !== 201 && json.code !== "inventory.insufficient")).toEqual([]);
    // Who looked before the two came was told that there were none.
    expect(ordered.length).toBeGreaterThanOrEqual(10);
    expect(ordered.length).toBeLessThanOrEqual(12);
    for (const { json } of ordered) await store.until(shopper, json.orderId, "confirmed");
    const { totals } = bodyOf(await store.api("GET", `/v1/stock/${sku}`, { token: store.staff }), 200);
    const allocated = ordered.length;
    expect(totals).toEqual({ onHand: 12, reserved: 0, allocated, available: 12 - allocated });
    expect(await driftOf(sku)).toEqual([]);
  });
});

describe("a SKU that may be sold ahead", () => {
  it("is sold down to its limit, and says so to nobody but staff", async () => {
    const { sku } = await sellVariant(store, 2000, 1);
    const path = `/v1/stock/${sku}/settings`;
    const body = { policy: { kind: "backorder", limit: 2 }, lowAt: null };
    bodyOf(await store.api("PUT", path, { token: store.staff, headers: { "if-match": '"0"' }, body }), 200);
    const shopper = await store.aShopper();
    expect((await store.checkout(shopper, await store.cartOf(shopper, [{ sku, quantity: 4 }]))).json).toMatchObject({
      code: "inventory.insufficient",
      errors: [{ field: `lines.${sku}`, reason: "4 wanted, 3 available" }],
    });
    await store.buy(shopper, [{ sku, quantity: 3 }], { payment: "tok_requires_action" });
    expect(await levelsOf(sku)).toEqual([[location, 1, 3, 0, -2]]);
    expect(await driftOf(sku)).toEqual([]);
  });
});
