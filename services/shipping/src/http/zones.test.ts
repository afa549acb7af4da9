import type { Caller } from "@millrace/kernel/caller";
import { idOf } from "@millrace/kernel/ids";
import { createCursors } from "@millrace/table/cursors";
import { idempotencyOf } from "@millrace/table/idempotency";
import { journalOf } from "@millrace/table/journal";
import { describe, expect, it } from "vitest";
import { callsTo } from "../../../../test/support/calls.ts";
import { freshTable } from "../../../../test/support/table.ts";
import { createZones } from "../data/zones.ts";
import type { Ports } from "../env.ts";
import { shipping } from "../manifest.ts";

const staff = (group: string): Caller => ({
  kind: "customer",
  ownerId: "cus_00000000-0000-4000-8000-000000000001",
  groups: [group],
});
const finance = staff("finance");
const nobody = "zon_00000000000000000000000000";

const euros = (amount: number, bounds: object = {}) => ({ amount, currency: "EUR", ...bounds });
const van = { name: "Van", kind: "delivery", rates: [euros(490)], minDays: 1, maxDays: 3 };
const counter = { ...van, name: "Counter", kind: "pickup", rates: [euros(0)], locationId: "loc_main" };
const zoneOf = (country: string, regions?: readonly string[], methods: readonly object[] = [van]) => ({
  name: `Zone of ${country}`,
  countries: [regions === undefined ? { country } : { country, regions }],
  methods,
});
const withMethod = (change: object) => zoneOf("ES", undefined, [{ ...van, ...change }]);
const withRate = (bounds: object) => withMethod({ rates: [euros(1, bounds)] });

const shop = async () => {
  const table = await freshTable();
  let seconds = 0;
  const now = () => new Date(Date.UTC(2026, 10, 23, 9, 0, seconds++));
  const journal = journalOf("shipping", "zoneId", table);
  const ports: Ports = {
    zones: createZones(table),
    journal,
    idempotency: idempotencyOf("shipping", table, now),
    cursors: createCursors(async () => "secret"),
    now,
    newId: (kind) => idOf(kind, now(), crypto.getRandomValues(new Uint8Array(10))),
  };
  const call = callsTo(shipping.routes as never, ports);
  const keyed = (key: string | undefined) => (key ? { "idempotency-key": key } : {});
  const create = (body: unknown, key?: string) =>
    call("POST /v1/shipping-zones", { caller: finance, body, headers: keyed(key) });
  const update = (zoneId: string, version: number, body: unknown, key?: string) =>
    call(`PUT /v1/shipping-zones/${zoneId}`, {
      caller: finance,
      body,
      headers: { "if-match": `"${version}"`, ...keyed(key) },
    });
  const archive = (zoneId: string, version: number, key?: string) =>
    call(`POST /v1/shipping-zones/${zoneId}/archive`, {
      caller: finance,
      headers: { "if-match": `"${version}"`, ...keyed(key) },
    });
  const get = (zoneId: string, caller: Caller = finance) => call(`GET /v1/shipping-zones/${zoneId}`, { caller });
  const list = (query: Readonly<Record<string, string>> = {}, caller: Caller = finance) =>
    call("GET /v1/shipping-zones", { caller, query });
  const options = (query: Readonly<Record<string, string>>) =>
    call("GET /v1/shipping-options", {
      query: { country: "ES", currency: "EUR", weightGrams: "500", price: "1990", items: "1", ...query },
    });
  const facts = async (zoneId: string) =>
    (await journal.list(zoneId, 0, 10)).map(({ eventId, type, data }) => ({ eventId, type, data }));
  return { call, create, update, archive, get, list, options, facts };
};

describe("POST /v1/shipping-zones", () => {
  it("creates a zone whose methods have ids, and tells of it", async () => {
    const { create, get, facts } = await shop();
    const answer = await create(zoneOf("ES", ["CN"], [van, counter]));
    const { zoneId } = answer.body;
    expect(answer).toMatchObject({
      status: 201,
      headers: { etag: '"1"', location: `/v1/shipping-zones/${zoneId}` },
      body: {
        name: "Zone of ES",
        countries: [{ country: "ES", regions: ["CN"] }],
        methods: [
          { ...van, taxClass: "standard" },
          { ...counter, taxClass: "standard" },
        ],
        status: "active",
        version: 1,
      },
    });
    expect(await get(zoneId)).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: answer.body });
    const { name, countries, methods } = answer.body;
    expect(await facts(zoneId)).toEqual([
      { eventId: `${zoneId}.1`, type: "zone.created", data: { zoneId, name, countries, methods } },
    ]);
  });

  it("refuses what another zone has, whole country or region, and names it", async () => {
    const { create } = await shop();
    const { zoneId } = (await create(zoneOf("ES"))).body;
    expect(await create(zoneOf("ES"))).toMatchObject({
      status: 409,
      body: {
        code: "shipping.region_taken",
        errors: [{ field: "body.countries.0.country", reason: `ES belongs to ${zoneId}` }],
      },
    });
    const islands = (await create(zoneOf("ES", ["CN", "IB"]))).body.zoneId;
    expect((await create(zoneOf("ES", ["MD", "IB"]))).body).toMatchObject({
      code: "shipping.region_taken",
      errors: [{ field: "body.countries.0.regions.1", reason: `ES-IB belongs to ${islands}` }],
    });
  });

  it("lets one of ten zones have a country that all want at once", async () => {
    const { create, list, options } = await shop();
    const answers = await Promise.all(Array.from({ length: 10 }, () => create(zoneOf("ES"))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
    expect((await list()).body.items).toHaveLength(1);
    expect((await options({})).body.items).toHaveLength(1);
  });

  it("loses no zone of ten that want different regions at once, if those are sent again that are asked to", async () => {
    const { create, options } = await shop();
    const regions = Array.from({ length: 10 }, (_, index) => `R${index}`);
    let waiting = regions;
    for (let round = 0; round < 10 && waiting.length > 0; round += 1) {
      const answers = await Promise.all(waiting.map((region) => create(zoneOf("ES", [region]))));
      expect(answers.every(({ status }) => status === 201 || status === 503)).toBe(true);
      expect(answers.some(({ status }) => status === 201)).toBe(true);
      waiting = waiting.filter((_, index) => answers[index]?.status === 503);
    }
    expect(waiting).toEqual([]);
    for (const region of regions) expect((await options({ region })).body.items).toHaveLength(1);
  });

  it("answers a repeated request alike, and another under its key with 422", async () => {
    const { create, list } = await shop();
    const answers = await Promise.all(Array.from({ length: 5 }, () => create(zoneOf("ES"), "key-1")));
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers["idempotency-replayed"] === "true")).toHaveLength(4);
    expect((await list()).body.items).toHaveLength(1);
    expect((await create(zoneOf("PT"), "key-1")).status).toBe(422);
  });

  it.each([
    ["no country", { ...zoneOf("ES"), countries: [] }, "body.countries"],
    ["a country twice", { ...zoneOf("ES"), countries: [{ country: "ES" }, { country: "ES" }] }, "body.countries"],
    ["a region twice", zoneOf("ES", ["CN", "CN"]), "body.countries.0.regions"],
    ["no region", zoneOf("ES", []), "body.countries.0.regions"],
    ["a region with its country", zoneOf("ES", ["ES-CN"]), "body.countries.0.regions.0"],
    ["eleven methods", zoneOf("ES", undefined, Array(11).fill(van)), "body.methods"],
    ["a method's id", withMethod({ shippingMethodId: `shm_${"0".repeat(26)}` }), "body.methods.0.shippingMethodId"],
    ["no rates", withMethod({ rates: [] }), "body.methods.0.rates"],
    ["21 rates", withMethod({ rates: Array(21).fill(euros(1)) }), "body.methods.0.rates"],
    ["days out of order", withMethod({ minDays: 4 }), "body.methods.0.maxDays"],
    ["91 days", withMethod({ maxDays: 91 }), "body.methods.0.maxDays"],
    ["a delivery with a counter", withMethod({ locationId: "loc_main" }), "body.methods.0.locationId"],
    ["a pick-up without one", withMethod({ kind: "pickup" }), "body.methods.0.locationId"],
    ["a negative price", withMethod({ rates: [euros(-1)] }), "body.methods.0.rates.0.amount"],
    [
      "weights out of order",
      withRate({ minWeightGrams: 2, maxWeightGrams: 1 }),
      "body.methods.0.rates.0.maxWeightGrams",
    ],
    ["prices out of order", withRate({ minPrice: 2, maxPrice: 1 }), "body.methods.0.rates.0.maxPrice"],
    ["items out of order", withRate({ minItems: 2, maxItems: 1 }), "body.methods.0.rates.0.maxItems"],
    ["an unknown field", { ...zoneOf("ES"), status: "active" }, "body.status"],
  ])("refuses %s", async (_, body, field) => {
    const { create } = await shop();
    expect(await create(body)).toMatchObject({
      status: 400,
      body: { code: "request.invalid", errors: [{ field }] },
    });
  });
});

describe("PUT /v1/shipping-zones/{zoneId}", () => {
  it("moves a zone, keeps the methods that it names, and frees what it leaves", async () => {
    const { create, update, options, facts } = await shop();
    const { zoneId, methods } = (await create(zoneOf("ES", undefined, [van, counter]))).body;
    const kept = { ...van, name: "Fast van", shippingMethodId: methods[0].shippingMethodId };
    const updated = await update(zoneId, 1, zoneOf("PT", undefined, [{ ...van, name: "Bike" }, kept]));
    expect(updated).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { zoneId, methods: [{ name: "Bike" }, { ...kept, taxClass: "standard" }], version: 2 },
    });
    expect(updated.body.methods[0].shippingMethodId).not.toBe(methods[0].shippingMethodId);
    expect((await options({})).body.items).toEqual([]);
    expect((await options({ country: "PT" })).body.items).toHaveLength(2);
    expect((await create(zoneOf("ES"))).status).toBe(201);
    expect((await facts(zoneId)).at(-1)).toMatchObject({
      eventId: `${zoneId}.2`,
      type: "zone.updated",
      data: { zoneId, name: "Zone of PT", countries: [{ country: "PT" }] },
    });
  });

  it("refuses an unknown zone, a stale version, another's method and another's region", async () => {
    const { create, update } = await shop();
    const { zoneId } = (await create(zoneOf("ES"))).body;
    const { methods } = (await create(zoneOf("PT"))).body;
    expect(await update(nobody, 1, zoneOf("ES"))).toMatchObject({
      status: 404,
      body: { code: "shipping.zone_not_found" },
    });
    expect(await update(zoneId, 2, zoneOf("ES"))).toMatchObject({ status: 412, body: { code: "version.mismatch" } });
    expect(await update(zoneId, 1, zoneOf("ES", undefined, methods))).toMatchObject({
      status: 404,
      body: { code: "shipping.method_not_found" },
    });
    expect(await update(zoneId, 1, zoneOf("PT"))).toMatchObject({
      status: 409,
      body: { code: "shipping.region_taken" },
    });
    expect((await update(zoneId, 1, zoneOf("ES", undefined, [methods[0], methods[0]]))).body).toMatchObject({
      code: "request.invalid",
      errors: [{ field: "body.methods" }],
    });
  });

  it("lets one of ten writers through, and answers a repeated request alike", async () => {
    const { create, update, facts } = await shop();
    const { zoneId } = (await create(zoneOf("ES"))).body;
    const wanted = ["AD", "AT", "BE", "CH", "DE", "FR", "IT", "LU", "NL", "PT"];
    const answers = await Promise.all(wanted.map((country) => update(zoneId, 1, zoneOf(country))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(412)]);
    expect(await facts(zoneId)).toHaveLength(2);
    const first = await update(zoneId, 2, zoneOf("SM"), "key-1");
    expect(await update(zoneId, 2, zoneOf("SM"), "key-1")).toMatchObject({
      status: 200,
      headers: { "idempotency-replayed": "true", etag: '"3"' },
      body: first.body,
    });
  });
});

describe("POST /v1/shipping-zones/{zoneId}/archive", () => {
  it("ends a zone for good, and frees its regions", async () => {
    const { create, update, archive, get, list, options, facts } = await shop();
    const { zoneId } = (await create(zoneOf("ES"))).body;
    expect(await archive(zoneId, 1)).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { zoneId, status: "archived", countries: [{ country: "ES" }], version: 2 },
    });
    expect((await get(zoneId)).body).toMatchObject({ status: "archived" });
    expect((await options({})).body.items).toEqual([]);
    expect((await list()).body.items).toEqual([]);
    expect((await list({ status: "archived" })).body.items).toMatchObject([{ zoneId }]);
    expect((await facts(zoneId)).at(-1)).toEqual({ eventId: `${zoneId}.2`, type: "zone.archived", data: { zoneId } });
    const ended = { status: 409, body: { code: "shipping.zone_archived" } };
    expect(await archive(zoneId, 2)).toMatchObject(ended);
    expect(await update(zoneId, 2, zoneOf("ES"))).toMatchObject(ended);
    expect(await archive(zoneId, 1)).toMatchObject({ status: 412 });
    expect((await create(zoneOf("ES"))).status).toBe(201);
    expect(await archive(nobody, 1)).toMatchObject({ status: 404, body: { code: "shipping.zone_not_found" } });
  });
});

describe("GET /v1/shipping-zones", () => {
  it("pages through one status, the newest first, with cursors that only this list takes", async () => {
    const { create, list } = await shop();
    for (const country of ["ES", "PT", "FR"]) await create(zoneOf(country));
    const first = (await list({ limit: "2" })).body;
    const second = (await list({ limit: "2", cursor: first.nextCursor })).body;
    const names = [...first.items, ...second.items].map(({ name }) => name);
    expect(names).toEqual(["Zone of FR", "Zone of PT", "Zone of ES"]);
    expect(second).not.toHaveProperty("nextCursor");
    const cursor = first.nextCursor;
    const invalid = { status: 400, body: { code: "cursor.invalid" } };
    expect(await list({ cursor, status: "archived" })).toMatchObject(invalid);
    const machine: Caller = { kind: "machine", clientId: "m", scopes: ["millrace/settings:read"] };
    expect(await list({ cursor }, machine)).toMatchObject(invalid);
  });

  it("needs the permission, as every zone does", async () => {
    const { call, create, get, list } = await shop();
    const { zoneId } = (await create(zoneOf("ES"))).body;
    expect((await get(zoneId, staff("support"))).status).toBe(200);
    expect((await get(zoneId, staff("nobody"))).status).toBe(403);
    expect((await list({}, { kind: "anonymous" })).status).toBe(401);
    const body = zoneOf("PT");
    expect((await call("POST /v1/shipping-zones", { caller: staff("support"), body })).status).toBe(403);
    const target = `/v1/shipping-zones/${zoneId}`;
    expect((await call(`PUT ${target}`, { caller: finance, body })).body).toMatchObject({ code: "version.required" });
    expect((await call(`POST ${target}/archive`, { caller: finance })).body).toMatchObject({
      code: "version.required",
    });
  });
});

describe("GET /v1/shipping-options", () => {
  it("quotes to anybody, the cheapest first, with the days of arrival", async () => {
    const { create, options } = await shop();
    const rates = [euros(0, { minPrice: 5000 }), euros(490, { maxWeightGrams: 1000 }), euros(990)];
    await create(zoneOf("ES", undefined, [{ ...van, rates }, counter]));
    await create(zoneOf("ES", ["CN"], [{ ...van, name: "Boat", rates: [euros(1900)] }]));
    const answer = await options({});
    expect(answer).toMatchObject({ status: 200, headers: { "cache-control": "public, max-age=30" } });
    const estimate = { earliest: "2026-11-24", latest: "2026-11-26" };
    expect(answer.body.items).toEqual([
      {
        shippingMethodId: expect.stringMatching(/^shm_/),
        name: "Counter",
        kind: "pickup",
        amount: euros(0),
        estimate,
        locationId: "loc_main",
      },
      {
        shippingMethodId: expect.stringMatching(/^shm_/),
        name: "Van",
        kind: "delivery",
        amount: euros(490),
        estimate,
      },
    ]);
    const amounts = async (query: Readonly<Record<string, string>>) =>
      (await options(query)).body.items.map((option: { amount: { amount: number } }) => option.amount.amount);
    expect(await amounts({ weightGrams: "1001" })).toEqual([0, 990]);
    expect(await amounts({ price: "5000" })).toEqual([0, 0]);
    expect(await amounts({ region: "CN" })).toEqual([1900]);
    expect(await amounts({ region: "MD" })).toEqual([0, 490]);
    expect(await amounts({ currency: "USD" })).toEqual([]);
    expect(await amounts({ country: "PT" })).toEqual([]);
  });

  it.each([
    ["country", "XX"],
    ["region", "ES-CN"],
    ["currency", "XXX"],
    ["weightGrams", "-1"],
    ["price", "1.5"],
    ["items", "many"],
    ["color", "red"],
  ])("refuses %s %s", async (field, value) => {
    const { options } = await shop();
    const refused = await options({ [field]: value });
    expect(refused).toMatchObject({
      status: 400,
      body: { code: "request.invalid", errors: [{ field: `query.${field}` }] },
    });
  });
});
