import { describe, expect, it } from "vitest";
import { counter, euros, shippingDesk, van, zoneOf } from "../../../../test/support/shipping-desk.ts";

const nobody = "zon_00000000000000000000000000";

function withMethod(change: object) {
  return zoneOf("ES", undefined, [{ ...van, ...change }]);
}
function withRate(bounds: object) {
  return withMethod({ rates: [euros(1, bounds)] });
}

describe("POST /v1/shipping-zones", () => {
  it("creates a zone whose methods have ids, and tells of it", async () => {
    const { create, get, facts } = await shippingDesk();
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
    const { create } = await shippingDesk();
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
    const { create, list, options } = await shippingDesk();
    const answers = await Promise.all(Array.from({ length: 10 }, () => create(zoneOf("ES"))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
    expect((await list()).body.items).toHaveLength(1);
    expect((await options({})).body.items).toHaveLength(1);
  });

  it("loses no zone of ten that want different regions at once, if those are sent again that are asked to", async () => {
    const { create, options } = await shippingDesk();
    const regions = "AN AR AS CB CL CM CN CT EX GA".split(" ");
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
    const { create, list } = await shippingDesk();
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
    ["a region that does not exist", zoneOf("ES", ["CN", "ZZ"]), "body.countries.0.regions.1"],
    ["a region of a country without any", zoneOf("HK", ["KLN"]), "body.countries.0.regions.0"],
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
    const { create } = await shippingDesk();
    expect(await create(body)).toMatchObject({
      status: 400,
      body: { code: "request.invalid", errors: [{ field }] },
    });
  });
});

describe("PUT /v1/shipping-zones/{zoneId}", () => {
  it("moves a zone, keeps the methods that it names, and frees what it leaves", async () => {
    const { create, update, options, facts } = await shippingDesk();
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
    const { create, update } = await shippingDesk();
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
    const { create, update, facts } = await shippingDesk();
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
    const { create, update, archive, get, list, options, facts } = await shippingDesk();
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
