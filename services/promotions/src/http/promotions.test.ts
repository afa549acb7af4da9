import type { Caller } from "@millrace/kernel/caller";
import { idOf, type NewId } from "@millrace/kernel/ids";
import { batchGet } from "@millrace/table/batch-get";
import { journalOf } from "@millrace/table/journal";
import { commit } from "@millrace/table/transact";
import { beforeAll, describe, expect, it } from "vitest";
import { callsTo } from "../../../../test/support/calls.ts";
import { freshTable } from "../../../../test/support/table.ts";
import { createRedemptions } from "../data/redemptions.ts";
import { maxActive } from "../domain/promotion.ts";
import { promotions as service } from "../manifest.ts";
import { createPorts } from "../ports.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
const staff: Caller = { kind: "customer", ownerId: "cus_1", groups: ["merchandiser"] };

async function world() {
  const table = await freshTable();
  let ids = 0;
  const newId: NewId = (kind) => {
    ids += 1;
    return idOf(kind, new Date(at.getTime() + ids), crypto.getRandomValues(new Uint8Array(10)));
  };
  const ports = createPorts(
    table,
    () => at,
    newId,
    async () => "secret",
  );
  const journal = journalOf("promotions", "promotionId", table);
  const call = callsTo(service.routes, ports);
  const as = (target: string, body?: unknown, version?: number, key?: string) =>
    call(target, {
      caller: staff,
      ...(body === undefined ? {} : { body }),
      headers: {
        ...(version === undefined ? {} : { "if-match": `"${version}"` }),
        ...(key === undefined ? {} : { "idempotency-key": key }),
      },
    });
  const create = async (more: object = {}): Promise<string> =>
    (await as("POST /v1/promotions", { ...tenOff, ...more })).body.promotionId;
  const factsOf = async (promotionId: string) =>
    (await journal.list(promotionId, 0, 50)).map(({ sequence, type }) => `${sequence} ${type}`);
  const active = async () => (await batchGet(table, [ports.promotions.readActive()]))[0]?.promotions ?? [];
  return { ports, call, as, create, factsOf, active };
}

const tenOff = { name: "Ten off", trigger: "coupon", effect: { kind: "percentage", rate: 100_000 } };
const automatic = { ...tenOff, trigger: "automatic" };

let shop: Awaited<ReturnType<typeof world>>;
beforeAll(async () => {
  shop = await world();
});

describe("POST /v1/promotions", () => {
  it("creates a promotion with its first fact, once per key", async () => {
    const [first, second] = [
      await shop.as("POST /v1/promotions", tenOff, undefined, "key-1"),
      await shop.as("POST /v1/promotions", tenOff, undefined, "key-1"),
    ];
    expect(first).toMatchObject({
      status: 201,
      headers: { etag: '"1"' },
      body: { status: "active", stacking: "stackable", conditions: {}, limits: {}, redeemed: 0 },
    });
    expect(second).toMatchObject({ body: first.body, headers: { "idempotency-replayed": "true" } });
    expect(await shop.factsOf(first.body.promotionId)).toEqual(["1 promotion.created"]);
    expect((await shop.as(`GET /v1/promotions/${first.body.promotionId}`)).body).toEqual(first.body);
  });

  it.each<[string, object, string]>([
    ["more than everything off", { effect: { kind: "percentage", rate: 1_000_001 } }, "body.effect"],
    [
      "an end before its start",
      { startsAt: "2026-12-02T00:00:00.000Z", endsAt: "2026-12-01T00:00:00.000Z" },
      "body.endsAt",
    ],
    ["limits of what applies by itself", { trigger: "automatic", limits: { total: 1 } }, "body.limits"],
    ["no tier", { effect: { kind: "tiered", tiers: [] } }, "body.effect"],
    [
      "two amounts in one currency",
      { effect: { kind: "fixed", amounts: [1, 2].map((amount) => ({ amount, currency: "EUR" })) } },
      "body.effect",
    ],
    ["what it does not know", { conditions: { weather: "rain" } }, "body.conditions.weather"],
  ])("refuses %s, naming the field", async (_, more, field) => {
    const refused = await shop.as("POST /v1/promotions", { ...tenOff, ...more });
    expect(refused).toMatchObject({ status: 400, body: { code: "request.invalid" } });
    expect(refused.body.errors[0].field).toMatch(new RegExp(`^${field}`));
  });
});

describe("a promotion that runs", () => {
  it("changes for who saw it as it is, and for nobody else", async () => {
    const path = `/v1/promotions/${await shop.create()}`;
    const answers = await Promise.all(["A", "B"].map((name) => shop.as(`PATCH ${path}`, { name }, 1)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    expect((await shop.as(`GET ${path}`)).body).toMatchObject({ version: 2, name: expect.stringMatching(/^[AB]$/) });
  });

  it("keeps what was redeemed when it changes", async () => {
    const promotionId = await shop.create({ limits: { total: 10 } });
    const { table } = shop.ports;
    const counted = { total: true, perCustomer: false, firstOrder: false };
    const one = { promotionId, ...counted, limits: { total: 10 } };
    const etag = async () => (await shop.as(`GET /v1/promotions/${promotionId}`)).headers["etag"];
    const before = await etag();
    await commit(createRedemptions(table).redeem([one], "cus_1", "ord_1"));
    expect(await etag()).not.toBe(before);
    await shop.as(`PATCH /v1/promotions/${promotionId}`, { name: "Other", endsAt: "2026-12-24T00:00:00.000Z" }, 1);
    const [stored] = await batchGet(table, [shop.ports.promotions.read(promotionId)]);
    expect(stored).toMatchObject({ redeemed: 1, name: "Other", endsAt: "2026-12-24T00:00:00.000Z", version: 2 });
    await shop.as(`PATCH /v1/promotions/${promotionId}`, { endsAt: null }, 2);
    expect((await shop.as(`GET /v1/promotions/${promotionId}`)).body).not.toHaveProperty("endsAt");
  });

  it("is among the active ones while it applies by itself", async () => {
    const own = await world();
    const promotionId = await own.create(automatic);
    expect(await own.active()).toMatchObject([{ promotionId, name: "Ten off" }]);
    await own.as(`PATCH /v1/promotions/${promotionId}`, { name: "More off" }, 1);
    expect(await own.active()).toMatchObject([{ name: "More off" }]);
    await own.as(`PUT /v1/promotions/${promotionId}/status`, { status: "paused" }, 2);
    expect(await own.active()).toEqual([]);
    expect(await own.factsOf(promotionId)).toEqual([
      "1 promotion.created",
      "2 promotion.updated",
      "3 promotion.updated",
    ]);
    expect(await own.as(`PUT /v1/promotions/${promotionId}/status`, { status: "archived" }, 3)).toMatchObject({
      status: 200,
    });
    expect(await own.as(`PUT /v1/promotions/${promotionId}/status`, { status: "active" }, 4)).toMatchObject({
      status: 409,
      body: { code: "promotion.archived" },
    });
  });

  it("is never one of more than may be active, whoever comes at once", async () => {
    const own = await world();
    for (let count = 1; count < maxActive; count += 1) await own.create(automatic);
    const answers = await Promise.all([1, 2, 3].map(() => own.as("POST /v1/promotions", automatic)));
    // Who was outrun is asked to try again, and then told that there are too many.
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await own.active()).toHaveLength(maxActive);
    expect(await own.as("POST /v1/promotions", automatic)).toMatchObject({
      status: 409,
      body: { code: "promotion.board_full" },
    });
  });
});

describe("GET /v1/promotions", () => {
  it("lists one status, the newest first, page by page", async () => {
    const own = await world();
    const [first, second, paused] = [await own.create(), await own.create(), await own.create({ status: "paused" })];
    const page = await own.call("GET /v1/promotions", { caller: staff, query: { limit: "1" } });
    expect(page.body.items).toMatchObject([{ promotionId: second }]);
    const query = { limit: "5", cursor: page.body.nextCursor };
    const rest = await own.call("GET /v1/promotions", { caller: staff, query });
    expect(rest.body.items).toMatchObject([{ promotionId: first }]);
    expect(rest.body).not.toHaveProperty("nextCursor");
    const ofPaused = await own.call("GET /v1/promotions", { caller: staff, query: { status: "paused" } });
    expect(ofPaused.body.items).toMatchObject([{ promotionId: paused }]);
    const stolen = await own.call("GET /v1/promotions", { caller: staff, query: { ...query, status: "paused" } });
    expect(stolen).toMatchObject({ status: 400, body: { code: "cursor.invalid" } });
  });
});

describe("a promotion's coupons", () => {
  it("are codes of one's own, normalized, or random ones", async () => {
    const promotionId = await shop.create();
    const path = `/v1/promotions/${promotionId}/coupons`;
    const own = await shop.as(`POST ${path}`, { codes: ["spring-sale", "SUMMER"] }, 1);
    expect(own).toMatchObject({ status: 201, headers: { etag: '"2"' } });
    expect(own.body.coupons.map(({ code }: { code: string }) => code)).toEqual(["SPRINGSALE", "SUMMER"]);
    const random = await shop.as(`POST ${path}`, { generate: 50, prefix: "X" }, 2);
    const codes = random.body.coupons.map(({ code }: { code: string }) => code);
    expect(new Set(codes).size).toBe(50);
    expect(codes.every((code: string) => /^X[0-9A-Z]{12}$/.test(code))).toBe(true);
    const listed = await shop.call(`GET ${path}`, { caller: staff, query: { limit: "100" } });
    expect(listed.body.items).toHaveLength(52);
    expect(await shop.factsOf(promotionId)).toEqual(["1 promotion.created", "2 coupon.added", "3 coupon.added"]);
  });

  it("belong to one promotion: two that want a code at once do not both get it", async () => {
    const [one, two] = [await shop.create(), await shop.create()];
    const add = (promotionId: string) =>
      shop.as(`POST /v1/promotions/${promotionId}/coupons`, { codes: ["FREE-ONE", "WANTED"] }, 1);
    const answers = await Promise.all([add(one), add(two)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      code: "promotion.code_taken",
      errors: [{ field: "body.codes.0" }, { field: "body.codes.1" }],
    });
  });

  it("are disabled for good, told once", async () => {
    const promotionId = await shop.create();
    await shop.as(`POST /v1/promotions/${promotionId}/coupons`, { codes: ["LEAKED"] }, 1);
    for (const _ of [1, 2]) {
      expect(await shop.as("POST /v1/coupons/leaked/disable")).toMatchObject({
        status: 200,
        body: { code: "LEAKED", status: "disabled" },
      });
    }
    expect(await shop.factsOf(promotionId)).toEqual(["1 promotion.created", "2 coupon.added", "3 coupon.disabled"]);
  });

  it("remember the answer of their end by its key, also where they had ended before", async () => {
    const promotionId = await shop.create();
    await shop.as(`POST /v1/promotions/${promotionId}/coupons`, { codes: ["LOST-ONE", "LOST-TWO"] }, 1);
    const end = (code: string, key: string) => shop.as(`POST /v1/coupons/${code}/disable`, undefined, undefined, key);
    const first = await end("LOST-ONE", "end-1");
    for (const key of ["end-1", "end-2", "end-2"]) {
      expect(await end("LOST-ONE", key)).toMatchObject({ status: 200, body: first.body });
    }
    expect((await end("LOST-ONE", "end-1")).headers["idempotency-replayed"]).toBe("true");
    expect((await end("LOST-ONE", "end-2")).headers["idempotency-replayed"]).toBe("true");
    for (const key of ["end-1", "end-2"]) {
      expect(await end("LOST-TWO", key)).toMatchObject({ status: 422, body: { code: "idempotency.key_reused" } });
    }
    expect(await shop.factsOf(promotionId)).toEqual(["1 promotion.created", "2 coupon.added", "3 coupon.disabled"]);
  });

  it("end once for requests that are sent ten times at once; who was outrun is asked to try again", async () => {
    const promotionId = await shop.create();
    await shop.as(`POST /v1/promotions/${promotionId}/coupons`, { codes: ["TEN-TIMES"] }, 1);
    const path = "POST /v1/coupons/TEN-TIMES/disable";
    const keyed = Array.from({ length: 5 }, () => shop.as(path, undefined, undefined, "ten-times"));
    const answers = await Promise.all([...keyed, ...Array.from({ length: 5 }, () => shop.as(path))]);
    const statuses = new Set(answers.map(({ status }) => status));
    expect([200, 503].filter((status) => statuses.has(status))).toHaveLength(statuses.size);
    expect(await shop.as(path, undefined, undefined, "ten-times")).toMatchObject({ status: 200 });
    expect(await shop.factsOf(promotionId)).toEqual(["1 promotion.created", "2 coupon.added", "3 coupon.disabled"]);
  });
});
