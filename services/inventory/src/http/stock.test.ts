import { transact } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { intercept } from "../../../../test/support/intercept.ts";
import { inventoryWorld, kit, stockKeeper } from "../../../../test/support/inventory-world.ts";

const tee = "TEE-BLUE-M";
const main = "loc_main";
const berlin = "loc_berlin";

function levelsOf({ body }: { readonly body: { readonly levels: readonly Record<string, unknown>[] } }) {
  return Object.fromEntries(body.levels.map(({ locationId, ...level }) => [locationId, level]));
}

/** A SKU with so many units at each location. */
async function stocked(places: Readonly<Record<string, number>>) {
  const world = await inventoryWorld();
  for (const [locationId, quantity] of Object.entries(places)) {
    await world.post(tee, "receipts", { locationId, quantity });
  }
  const level = async (locationId = main) => levelsOf(await world.get(`stock/${tee}`))[locationId];
  const facts = async (aggregateId: string) =>
    (await world.factsOf("causeId", aggregateId)).map(({ type, data }) => ({ type, data }));
  /** An unpaid order of so many units. */
  const hold = (quantity: number, orderId = "ord_1", locationId = main) => {
    const holds = [{ sku: tee, locationId, quantity }];
    return transact(world.ports.stock.reserve(holds, { causeId: orderId, at: new Date(0) }));
  };
  return { ...world, level, facts, hold };
}

function counters(onHand: number, reserved = 0, available = onHand - reserved) {
  return {
    onHand,
    reserved,
    allocated: 0,
    available,
  };
}

describe("POST /v1/stock/{sku}/receipts", () => {
  it("books units in once, however often it is sent", async () => {
    const { post, level, movements } = await stocked({});
    const body = { locationId: main, quantity: 5 };
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(tee, "receipts", body, "key-a")));
    expect(new Set(answers.map((answer) => JSON.stringify([answer.status, answer.body]))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 201, body: { sku: tee, ...body } });
    expect((await post(tee, "receipts", { ...body, quantity: 6 }, "key-a")).body.code).toBe("idempotency.key_reused");
    expect(await level()).toEqual(counters(5));
    expect(await movements(tee)).toHaveLength(1);
  });

  it("costs one look at stock, SKU and locations, and one write", async () => {
    const { post, table } = await stocked({ [main]: 1 });
    const commands: string[] = [];
    intercept(table, ({ command, forward }) => {
      commands.push(command);
      return forward();
    });
    await post(tee, "receipts", { locationId: main, quantity: 5 });
    expect(commands).toEqual(["BatchGetItemCommand", "TransactWriteItemsCommand"]);
  });

  it("loses none of many first receipts at once", async () => {
    const { post, level, drift } = await stocked({});
    const answers = await Promise.all(
      [main, berlin, main, berlin].map((locationId) => post(tee, "receipts", { locationId, quantity: 1 })),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect([await level(main), await level(berlin)]).toEqual([counters(2), counters(2)]);
    expect(await drift(tee)).toEqual([]);
  });

  it("comes to named locations only, once the shop names any", async () => {
    const { put, post } = await stocked({});
    await put(`locations/${berlin}`, { name: "Berlin", priority: 1, active: false }, 0);
    expect(await post(tee, "receipts", { locationId: main, quantity: 1 })).toMatchObject({
      status: 404,
      body: { code: "location.not_found" },
    });
    expect((await post(tee, "receipts", { locationId: berlin, quantity: 1 })).status).toBe(201);
  });
});

describe("POST /v1/stock/{sku}/adjustments", () => {
  it("takes units out and puts them in, with a reason", async () => {
    const { post, level, facts, drift } = await stocked({ [main]: 5 });
    const lost = await post(tee, "adjustments", { locationId: main, quantity: -2, reason: "lost", note: " in truck " });
    expect(lost).toMatchObject({ status: 201, body: { sku: tee, quantity: -2, reason: "lost", note: "in truck" } });
    const { adjustmentId } = lost.body;
    expect(await facts(adjustmentId)).toEqual([{ type: "stock.adjusted", data: lost.body }]);
    await post(tee, "adjustments", { locationId: main, quantity: 1, reason: "found" });
    expect(await level()).toEqual(counters(4));
    expect(await drift(tee)).toEqual([]);
  });

  it("finds units at a location that had none", async () => {
    const { post, level, drift } = await stocked({ [main]: 1 });
    await post(tee, "adjustments", { locationId: berlin, quantity: 3, reason: "found" });
    expect(await level(berlin)).toEqual(counters(3));
    expect(await drift(tee)).toEqual([]);
  });

  it("leaves what orders hold", async () => {
    const { post, hold, level } = await stocked({ [main]: 5 });
    await hold(4);
    const adjust = (quantity: number) => post(tee, "adjustments", { locationId: main, quantity, reason: "damaged" });
    expect(await adjust(-2)).toMatchObject({
      status: 409,
      body: { code: "stock.pieces_not_available", detail: "2 units would leave, 1 are available." },
    });
    expect((await adjust(-1)).status).toBe(201);
    expect(await level()).toEqual(counters(4, 4));
  });

  it("lets ten at once take no more than there is", async () => {
    const { post, level, drift } = await stocked({ [main]: 5 });
    const body = { locationId: main, quantity: -1, reason: "lost" };
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(tee, "adjustments", body)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(5);
    expect(await level()).toEqual(counters(0));
    expect(await drift(tee)).toEqual([]);
  });

  it.each([
    ["nothing", { quantity: 0 }, "body.quantity"],
    ["half a piece", { quantity: 0.5 }, "body.quantity"],
    ["too many", { quantity: -10_001 }, "body.quantity"],
    ["an unknown reason", { reason: "stolen" }, "body.reason"],
    ["an empty note", { note: " " }, "body.note"],
    ["a location of another form", { locationId: "main" }, "body.locationId"],
  ])("refuses %s", async (_, wrong, field) => {
    const { post } = await stocked({ [main]: 1 });
    const body = { locationId: main, quantity: 1, reason: "found", ...wrong };
    const answer = await post(tee, "adjustments", body);
    expect(answer).toMatchObject({ status: 400, body: { code: "request.invalid", errors: [{ field }] } });
  });
});

describe("POST /v1/stock/{sku}/transfers", () => {
  it("moves units by one movement with both places", async () => {
    const { post, level, facts, movements, drift } = await stocked({ [main]: 5 });
    const body = { from: main, to: berlin, quantity: 3 };
    const answer = await post(tee, "transfers", body);
    const { transferId } = answer.body;
    expect(answer).toMatchObject({ status: 201, body: { sku: tee, ...body } });
    expect(await facts(transferId)).toEqual([{ type: "stock.transferred", data: answer.body }]);
    expect([await level(main), await level(berlin)]).toEqual([counters(2), counters(3)]);
    expect((await movements(tee)).find(({ causeId }) => causeId === transferId)).toMatchObject({
      kind: "TRANSFER",
      units: [
        { locationId: main, quantity: -3 },
        { locationId: berlin, quantity: 3 },
      ],
    });
    expect(await drift(tee)).toEqual([]);
  });

  it("moves no more than is available, also when two are sent at once", async () => {
    const { post, hold, level, drift } = await stocked({ [main]: 5 });
    await hold(1);
    const both = await Promise.all(
      [berlin, "loc_paris"].map((to) => post(tee, "transfers", { from: main, to, quantity: 3 })),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect(await level(main)).toEqual(counters(2, 1));
    expect(await drift(tee)).toEqual([]);
  });

  it("loses and makes nothing when units go both ways at once", async () => {
    const { post, get, drift } = await stocked({ [main]: 10, [berlin]: 10 });
    const ways = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? [main, berlin] : [berlin, main]));
    await Promise.all(ways.map(([from, to], index) => post(tee, "transfers", { from, to, quantity: 1 + (index % 3) })));
    expect((await get(`stock/${tee}`)).body.totals).toEqual(counters(20));
    expect(await drift(tee)).toEqual([]);
  });

  it("refuses to move units to where they are", async () => {
    const { post } = await stocked({ [main]: 5 });
    expect(await post(tee, "transfers", { from: main, to: main, quantity: 1 })).toMatchObject({
      status: 400,
      body: { errors: [{ field: "body.to" }] },
    });
  });
});

describe("POST /v1/stock/{sku}/counts", () => {
  it("books the difference to what is on hand", async () => {
    const { post, hold, level, facts, drift } = await stocked({ [main]: 5 });
    await hold(2);
    const fewer = await post(tee, "counts", { locationId: main, counted: 4 });
    expect(fewer).toMatchObject({ status: 201, body: { counted: 4, difference: -1 } });
    expect(await level()).toEqual(counters(4, 2));
    expect(await facts(fewer.body.stockCountId)).toEqual([{ type: "stock.counted", data: fewer.body }]);
    expect((await post(tee, "counts", { locationId: main, counted: 9 })).body.difference).toBe(5);
    expect(await level()).toEqual(counters(9, 2));
    expect((await post(tee, "counts", { locationId: berlin, counted: 3 })).body.difference).toBe(3);
    expect(await level(berlin)).toEqual(counters(3));
    expect(await drift(tee)).toEqual([]);
  });

  it("moves nothing when it agrees, and says so", async () => {
    const { post, movements, facts } = await stocked({ [main]: 5 });
    const answer = await post(tee, "counts", { locationId: main, counted: 5 });
    expect(answer).toMatchObject({ status: 201, body: { counted: 5, difference: 0 } });
    expect(await movements(tee)).toHaveLength(1);
    expect(await facts(answer.body.stockCountId)).toHaveLength(1);
  });

  it("never makes vanish what orders hold", async () => {
    const { post, hold, level } = await stocked({ [main]: 5 });
    await hold(3);
    expect(await post(tee, "counts", { locationId: main, counted: 2 })).toMatchObject({
      status: 409,
      body: { code: "stock.pieces_not_available" },
    });
    expect((await post(tee, "counts", { locationId: main, counted: 3 })).status).toBe(201);
    expect(await level()).toEqual(counters(3, 3));
  });

  it("is not disturbed by orders that come in meanwhile", async () => {
    const { post, hold, level, drift } = await stocked({ [main]: 100 });
    const [count, ...held] = await Promise.all([
      post(tee, "counts", { locationId: main, counted: 90 }),
      ...Array.from({ length: 20 }, (_, index) => hold(1, `ord_${index}`)),
    ]);
    expect(count).toMatchObject({ status: 201, body: { difference: -10 } });
    expect(held.filter((rejections) => rejections.length > 0)).toEqual([]);
    expect(await level()).toEqual(counters(90, 20));
    expect(await drift(tee)).toEqual([]);
  });

  it("counts nothing twice when two count at once", async () => {
    const { post, level, drift } = await stocked({ [main]: 10 });
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => post(tee, "counts", { locationId: main, counted: 7 })),
    );
    const booked = answers.filter(({ status, body }) => status === 201 && body.difference === -3);
    expect(booked).toHaveLength(1);
    expect(answers.filter(({ status }) => status !== 201 && status !== 503)).toEqual([]);
    expect(await level()).toEqual(counters(7));
    expect(await drift(tee)).toEqual([]);
  });
});

describe("GET /v1/stock/{sku}", () => {
  it("is 304 while nothing moves, and not when units do, though no setting has changed", async () => {
    const { post, call } = await stocked({ [main]: 3 });
    const readAgain = (etag = "") =>
      call(`GET /v1/stock/${tee}`, { caller: stockKeeper, headers: { "if-none-match": etag } });
    const first = await readAgain();
    expect(await readAgain(first.headers["etag"])).toMatchObject({ status: 304, body: undefined });
    await post(tee, "receipts", { locationId: main, quantity: 1 });
    const second = await readAgain(first.headers["etag"]);
    expect(second).toMatchObject({ status: 200, body: { version: 0, totals: { onHand: 4 } } });
    expect(await readAgain('"0"')).toMatchObject({ status: 200 });
  });

  it("gives an ETag that names the version of its settings", async () => {
    const { get, call } = await stocked({ [main]: 3 });
    const { headers } = await get(`stock/${tee}`);
    const body = { policy: null, lowAt: 2 };
    const answer = await call(`PUT /v1/stock/${tee}/settings`, {
      caller: stockKeeper,
      body,
      headers: { "if-match": headers["etag"] ?? "" },
    });
    expect(answer).toMatchObject({ status: 200, headers: { etag: '"1"' } });
  });
});

const bookings = [
  ["receipts", { locationId: main, quantity: 1 }],
  ["adjustments", { locationId: main, quantity: 1, reason: "found" }],
  ["transfers", { from: main, to: berlin, quantity: 1 }],
  ["counts", { locationId: main, counted: 0 }],
] as const;

describe("a variant that was never booked", () => {
  it("has stock 0, where the shop sells from first", async () => {
    const { get, put } = await inventoryWorld();
    const nothing = { ...counters(0), locationId: main };
    expect(await get(`stock/${tee}`)).toMatchObject({
      status: 200,
      headers: { etag: expect.stringMatching(/^"0-/) },
      body: { sku: tee, levels: [nothing], totals: counters(0), version: 0 },
    });
    await put(`locations/${berlin}`, { name: "Berlin", priority: 1, active: true }, 0);
    expect((await get(`stock/${tee}`)).body.levels).toEqual([{ ...nothing, locationId: berlin }]);
    expect((await get(`stock/${tee}/movements`)).body).toEqual({ items: [] });
  });

  it.each([
    ["counts", { locationId: main, counted: 7 }, 7],
    ["counts", { locationId: main, counted: 0 }, 0],
    ["adjustments", { locationId: main, quantity: 7, reason: "found" }, 7],
    ["receipts", { locationId: main, quantity: 7 }, 7],
  ])("begins with %s of %o", async (what, body, onHand) => {
    const { post, get, movements, drift } = await inventoryWorld();
    expect((await post(tee, what, body)).status).toBe(201);
    expect((await get(`stock/${tee}`)).body.totals).toEqual(counters(onHand));
    expect(await movements(tee)).toHaveLength(onHand === 0 ? 0 : 1);
    expect(await drift(tee)).toEqual([]);
  });

  it("counts nothing twice when two count first at once", async () => {
    const { post, get, drift } = await inventoryWorld();
    await Promise.all([1, 2, 3].map(() => post(tee, "counts", { locationId: main, counted: 7 })));
    expect((await get(`stock/${tee}`)).body.totals).toEqual(counters(7));
    expect(await drift(tee)).toEqual([]);
  });

  it.each([
    ["adjustments", { locationId: main, quantity: -1, reason: "lost" }],
    ["transfers", { from: main, to: berlin, quantity: 1 }],
  ])("has nothing that could leave by %s", async (what, body) => {
    const { post } = await inventoryWorld();
    expect(await post(tee, what, body)).toMatchObject({ status: 409, body: { code: "stock.pieces_not_available" } });
  });

  it("is reconciled: nothing was moved", async () => {
    const { post } = await inventoryWorld();
    const answer = await post(tee, "reconciliation", { repair: true });
    expect(answer).toMatchObject({ status: 200, body: { movements: 0, drift: [], repaired: false } });
  });
});

describe("a SKU that no variant has", () => {
  const unknown = { status: 404, body: { code: "stock.not_found" } };

  it.each([...bookings, ["reconciliation", { repair: true }] as const])("takes no %s", async (what, body) => {
    const { post, movements } = await inventoryWorld();
    expect(await post("TEE-BLUE-N", what, body)).toMatchObject(unknown);
    expect(await movements("TEE-BLUE-N")).toEqual([]);
  });

  it("has neither stock, movements nor settings", async () => {
    const { get, put } = await inventoryWorld();
    expect(await get("stock/TEE-BLUE-N")).toMatchObject(unknown);
    expect(await get("stock/TEE-BLUE-N/movements")).toMatchObject(unknown);
    expect(await put("stock/TEE-BLUE-N/settings", { policy: null, lowAt: 1 }, 0)).toMatchObject(unknown);
  });
});

describe("a kit", () => {
  const refused = { status: 409, body: { code: "stock.kit_has_none" } };

  it.each(bookings)("takes no %s: its parts do", async (what, body) => {
    const { post } = await inventoryWorld();
    expect(await post(kit, what, body)).toMatchObject(refused);
  });

  it("is never set, and its own stock is 0", async () => {
    const { get, put } = await inventoryWorld();
    expect(await put(`stock/${kit}/settings`, { policy: null, lowAt: 1 }, 0)).toMatchObject(refused);
    expect((await get(`stock/${kit}`)).body.totals).toEqual(counters(0));
  });
});

describe("stock", () => {
  it.each(["adjustments", "transfers", "counts"])("moves by %s only with a key and a permission", async (what) => {
    const { call } = await stocked({});
    const target = `POST /v1/stock/${tee}/${what}`;
    const bodies = {
      adjustments: { locationId: main, quantity: 1, reason: "found" },
      transfers: { from: main, to: berlin, quantity: 1 },
      counts: { locationId: main, counted: 0 },
    };
    const body = bodies[what as keyof typeof bodies];
    expect((await call(target, { caller: stockKeeper, body })).body.code).toBe("idempotency.key_required");
    expect((await call(target, { caller: { ...stockKeeper, groups: ["merchandiser"] }, body })).status).toBe(403);
  });
});
