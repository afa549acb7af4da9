import { batchGet } from "@millrace/table/batch-get";
import { transact } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { inventoryWorld, stockKeeper } from "../../../../test/support/inventory-world.ts";
import * as doors from "../doors.ts";

const tee = "TEE-BLUE-M";
const settings = `stock/${tee}/settings`;
const backorder = { kind: "backorder", limit: 5 };
const at = new Date("2026-11-23T09:30:00.000Z");

describe("PUT /v1/stock/{sku}/settings", () => {
  it("sets policy and threshold, and takes them away", async () => {
    const { post, put, get, factsOf, drift } = await inventoryWorld();
    await post(tee, "receipts", { locationId: "loc_main", quantity: 3 });
    expect(await get(`stock/${tee}`)).toMatchObject({
      headers: { etag: expect.stringMatching(/^"0-/) },
      body: { version: 0 },
    });
    const set = await put(settings, { policy: backorder, lowAt: 2 }, 0);
    expect(set).toMatchObject({ status: 200, headers: { etag: '"1"' } });
    expect(set.body).toEqual({ sku: tee, policy: backorder, lowAt: 2, version: 1 });
    expect(await get(`stock/${tee}`)).toMatchObject({
      headers: { etag: expect.stringMatching(/^"1-/) },
      body: { policy: backorder, lowAt: 2 },
    });
    const unset = await put(settings, { policy: null, lowAt: null }, 1);
    expect(unset.body).toEqual({ sku: tee, version: 2 });
    expect((await get(`stock/${tee}`)).body).not.toHaveProperty("policy");
    expect((await factsOf("stock", "stk_TEE-BLUE-M")).map(({ data }) => data)).toEqual([
      { sku: tee, policy: backorder, lowAt: 2 },
      { sku: tee },
    ]);
    expect(await drift(tee)).toEqual([]);
  });

  it("lets a SKU be sold before its first units come, where the shop sells from first", async () => {
    const { put, post, get, table, drift } = await inventoryWorld();
    await put("locations/loc_berlin", { name: "Berlin", priority: 1, active: true }, 0);
    const policy = { kind: "preorder", limit: 2, shipsAt: "2026-12-23T09:30:00.000Z" };
    expect((await put(settings, { policy, lowAt: null }, 0)).status).toBe(200);
    const [stocks, book] = await batchGet(table, [doors.levels.open(table)([tee]), doors.locations.open(table)()]);
    const lines = [{ sku: tee, quantity: 2 }];
    const holds = doors.planHolds(lines, stocks, book, undefined);
    expect(await transact(doors.reserve.open(table)(holds, lines, { orderId: "ord_1" }, at))).toEqual([]);
    expect(await transact(doors.reserve.open(table)(holds, lines, { orderId: "ord_2" }, at))).toHaveLength(1);
    await post(tee, "receipts", { locationId: "loc_berlin", quantity: 3 });
    expect((await get(`stock/${tee}`)).body.levels).toEqual([
      { locationId: "loc_berlin", onHand: 3, reserved: 2, allocated: 0, available: 1 },
    ]);
    expect(await drift(tee)).toEqual([]);
  });

  it("loses neither the settings nor the first receipt that come at once", async () => {
    const { put, post, get, drift } = await inventoryWorld();
    const [set, received] = await Promise.all([
      put(settings, { policy: null, lowAt: 7 }, 0),
      post(tee, "receipts", { locationId: "loc_main", quantity: 3 }),
    ]);
    expect(received.status).toBe(201);
    expect([200, 503]).toContain(set.status);
    expect((await get(`stock/${tee}`)).body.totals.available).toBe(3);
    expect((await get(`stock/${tee}`)).body.lowAt).toBe(set.status === 200 ? 7 : undefined);
    expect(await drift(tee)).toEqual([]);
  });

  it("refuses who has seen other settings", async () => {
    const { put, post } = await inventoryWorld();
    const body = { policy: null, lowAt: 2 };
    expect((await put(settings, body, 1)).status).toBe(412);
    const both = await Promise.all([put(settings, body, 0), put(settings, { policy: null, lowAt: 3 }, 0)]);
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
    await post(tee, "receipts", { locationId: "loc_main", quantity: 3 });
    expect(await put(settings, body, 1)).toMatchObject({ status: 200, body: { version: 2 } });
    expect((await put(settings, body, 1)).status).toBe(412);
  });

  it("answers the same request in the same way", async () => {
    const { put } = await inventoryWorld();
    const first = await put(settings, { policy: null, lowAt: 2 }, 0, "key-a");
    expect(await put(settings, { policy: null, lowAt: 2 }, 0, "key-a")).toMatchObject({
      status: 200,
      body: first.body,
      headers: { "idempotency-replayed": "true" },
    });
  });

  it.each([
    ["nothing about the policy", { lowAt: 1 }, "body.policy"],
    ["an unknown kind", { policy: { kind: "always", limit: 1 }, lowAt: null }, "body.policy.kind"],
    ["a limit of nothing", { policy: { kind: "backorder", limit: 0 }, lowAt: null }, "body.policy.limit"],
    ["a limit too high", { policy: { kind: "backorder", limit: 100_001 }, lowAt: null }, "body.policy.limit"],
    ["a threshold of nothing", { policy: null, lowAt: 0 }, "body.lowAt"],
    ["a day", { policy: { ...backorder, shipsAt: "2026-12-23" }, lowAt: null }, "body.policy.shipsAt"],
    ["what is no setting", { policy: null, lowAt: null, shards: 4 }, "body.shards"],
  ])("refuses %s", async (_, body, field) => {
    const { put } = await inventoryWorld();
    expect(await put(settings, body, 0)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });
});

describe("the shop's locations", () => {
  const berlin = { name: "Berlin", priority: 20, active: true, country: "DE" };

  it("are none before the first", async () => {
    const { get } = await inventoryWorld();
    expect(await get("locations")).toMatchObject({
      status: 200,
      headers: { etag: '"0"' },
      body: { items: [], strategy: "priority", version: 0 },
    });
  });

  it("are named, changed, and told", async () => {
    const { put, get, factsOf } = await inventoryWorld();
    await put("locations/loc_berlin", { ...berlin, region: "BE" }, 0);
    await put("locations/loc_main", { name: "Main", priority: 1, active: true }, 1);
    const answer = await put("locations/loc_berlin", { ...berlin, active: false }, 2);
    const { country: _, ...main } = { ...berlin, name: "Main", priority: 1 };
    const items = [
      { locationId: "loc_berlin", ...berlin, active: false },
      { locationId: "loc_main", ...main },
    ];
    expect(answer).toMatchObject({ status: 200, headers: { etag: '"3"' } });
    expect(answer.body).toEqual({ items, strategy: "priority", version: 3 });
    const strategy = await put("allocation-strategy", { strategy: "fewest_parcels" }, 3);
    expect(strategy.body).toEqual({ items, strategy: "fewest_parcels", version: 4 });
    expect((await get("locations")).body).toEqual(strategy.body);
    expect((await factsOf("book", "location_book")).map(({ type }) => type)).toEqual([
      "location.updated",
      "location.updated",
      "location.updated",
      "allocation_strategy.changed",
    ]);
  });

  it("are changed by one of two who saw the same", async () => {
    const { put } = await inventoryWorld();
    const answers = await Promise.all([
      put("locations/loc_a", berlin, 0),
      put("locations/loc_b", berlin, 0),
      put("allocation-strategy", { strategy: "fewest_parcels" }, 0),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412, 412]);
    expect((await put("locations/loc_c", berlin, 5)).status).toBe(412);
  });

  it("are at most 20", async () => {
    const { put } = await inventoryWorld();
    for (let count = 0; count < 20; count += 1) {
      expect((await put(`locations/loc_${count}`, { ...berlin, name: `${count}` }, count)).status).toBe(200);
    }
    expect(await put("locations/loc_more", berlin, 20)).toMatchObject({
      status: 409,
      body: { code: "location.book_full" },
    });
    expect((await put("locations/loc_3", { ...berlin, active: false }, 20)).status).toBe(200);
  });

  it("are where stock comes to, once there is one", async () => {
    const { put, post } = await inventoryWorld();
    await post(tee, "receipts", { locationId: "loc_main", quantity: 3 });
    await put("locations/loc_main", { ...berlin, active: false }, 0);
    const nowhere = { status: 404, body: { code: "location.not_found" } };
    const there = { locationId: "loc_nowhere" };
    expect(await post(tee, "receipts", { ...there, quantity: 1 })).toMatchObject(nowhere);
    expect(await post(tee, "adjustments", { ...there, quantity: 1, reason: "found" })).toMatchObject(nowhere);
    expect(await post(tee, "counts", { ...there, counted: 1 })).toMatchObject(nowhere);
    expect(await post(tee, "transfers", { from: "loc_main", to: "loc_nowhere", quantity: 1 })).toMatchObject(nowhere);
    expect((await post(tee, "counts", { locationId: "loc_main", counted: 2 })).status).toBe(201);
  });

  it.each([
    ["locations/loc_a", { ...berlin, priority: 1001 }, "body.priority"],
    ["locations/loc_a", { ...berlin, priority: -1 }, "body.priority"],
    ["locations/loc_a", { ...berlin, name: "" }, "body.name"],
    ["locations/loc_a", { ...berlin, country: "XX" }, "body.country"],
    ["locations/loc_a", { ...berlin, country: undefined, region: "BE" }, "body.region"],
    ["locations/loc_a", { ...berlin, region: "ZZ" }, "body.region"],
    ["locations/LOC_A", berlin, "params.locationId"],
    ["allocation-strategy", { strategy: "nearest" }, "body.strategy"],
  ])("refuse %s with %o", async (path, body, field) => {
    const { put } = await inventoryWorld();
    expect(await put(path, body, 0)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  it("are changed only with a version and a permission", async () => {
    const { call } = await inventoryWorld();
    const target = "PUT /v1/locations/loc_a";
    expect((await call(target, { caller: stockKeeper, body: berlin })).body.code).toBe("version.required");
    const support = { ...stockKeeper, groups: ["support"] };
    expect((await call(target, { caller: support, body: berlin, headers: { "If-Match": '"0"' } })).status).toBe(403);
    expect((await call("GET /v1/locations", { caller: support })).status).toBe(200);
  });
});

describe("a shop that names no location", () => {
  it("has a SKU at twenty at the most, so that it can still be read", async () => {
    const { post, get } = await inventoryWorld();
    const receive = (locationId: string) => post("CAP", "receipts", { locationId, quantity: 1 });
    for (let index = 0; index < 20; index += 1) await receive(`loc_${index}`);
    expect(await receive("loc_main")).toMatchObject({ status: 404, body: { code: "location.not_found" } });
    expect((await post("CAP", "transfers", { from: "loc_0", to: "loc_main", quantity: 1 })).status).toBe(404);
    expect((await receive("loc_0")).status).toBe(201);
    expect((await get("stock/CAP")).status).toBe(200);
  });
});
