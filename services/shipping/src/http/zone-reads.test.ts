import type { Caller } from "@millrace/kernel/caller";
import { describe, expect, it } from "vitest";
import { counter, euros, finance, shippingDesk, staff, van, zoneOf } from "../../../../test/support/shipping-desk.ts";

describe("GET /v1/shipping-zones", () => {
  it("pages through one status, the newest first, with cursors that only this list takes", async () => {
    const { create, list } = await shippingDesk();
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
    const { call, create, get, list } = await shippingDesk();
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
    const { create, options } = await shippingDesk();
    const rates = [euros(0, { minPrice: 5000 }), euros(490, { maxWeightGrams: 1000 }), euros(990)];
    await create(zoneOf("ES", undefined, [{ ...van, rates }, counter]));
    await create(zoneOf("ES", ["CN"], [{ ...van, name: "Boat", rates: [euros(1900)] }]));
    const answer = await options({ region: "MD" });
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
    const region = "MD";
    expect(await amounts({ region, weightGrams: "1001" })).toEqual([0, 990]);
    expect(await amounts({ region, price: "5000" })).toEqual([0, 0]);
    expect(await amounts({ region: "CN" })).toEqual([1900]);
    expect(await amounts({ region: "TF" })).toEqual([1900]);
    expect(await amounts({ region })).toEqual([0, 490]);
    expect(await amounts({ region, currency: "USD" })).toEqual([]);
    expect(await amounts({ country: "PT" })).toEqual([]);
  });

  it("asks for the region where zones name any, and for a narrower one where they name a part of it", async () => {
    const { create, options } = await shippingDesk();
    await create(zoneOf("ES"));
    expect((await options({})).status).toBe(200);
    await create(zoneOf("ES", ["GC"]));
    const asked = { status: 409, body: { code: "region.required", errors: [{ field: "query.region" }] } };
    expect(await options({})).toMatchObject(asked);
    expect(await options({ region: "CN" })).toMatchObject(asked);
    expect((await options({ region: "TF" })).status).toBe(200);
  });

  it.each([
    ["country", "XX"],
    ["region", "ES-CN"],
    ["region", "ZZ"],
    ["currency", "XXX"],
    ["weightGrams", "-1"],
    ["price", "1.5"],
    ["items", "many"],
    ["color", "red"],
  ])("refuses %s %s", async (field, value) => {
    const { options } = await shippingDesk();
    const refused = await options({ [field]: value });
    expect(refused).toMatchObject({
      status: 400,
      body: { code: "request.invalid", errors: [{ field: `query.${field}` }] },
    });
  });
});
