import type { Caller } from "@millrace/kernel/caller";
import { journalOf } from "@millrace/table/journal";
import { describe, expect, it } from "vitest";
import { callsTo } from "../../../../test/support/calls.ts";
import { freshTable } from "../../../../test/support/table.ts";
import { tax } from "../manifest.ts";
import { createPorts } from "../ports.ts";

function staff(group: string): Caller {
  return {
    kind: "customer",
    ownerId: "cus_00000000-0000-4000-8000-000000000001",
    groups: [group],
  };
}
const finance = staff("finance");

function rate(part: number, taxClass = "standard", name = "VAT") {
  return { name, taxClass, rate: part };
}
const spain = {
  pricesInclude: true,
  rounding: "document",
  rates: [rate(210_000), rate(40_000, "books")],
  regions: [{ region: "CN", rates: [rate(70_000, "standard", "IGIC")] }],
};
const ended = { pricesInclude: false, rounding: "line", rates: [], regions: [] };

async function shop() {
  const table = await freshTable();
  let seconds = 0;
  const now = () => new Date(Date.UTC(2026, 10, 23, 9, 0, seconds++));
  const journal = journalOf("tax", "taxRatesId", table);
  const call = callsTo(
    tax.routes,
    createPorts(table, now, async () => "secret"),
  );
  const put = (country: string, version: number, body: unknown = spain, key?: string) =>
    call(`PUT /v1/tax-rates/${country}`, {
      caller: finance,
      headers: { "if-match": `"${version}"`, ...(key ? { "idempotency-key": key } : {}) },
      body,
    });
  const get = (country: string, caller: Caller = finance) => call(`GET /v1/tax-rates/${country}`, { caller });
  const list = (query: Readonly<Record<string, string>> = {}, caller: Caller = finance) =>
    call("GET /v1/tax-rates", { caller, query });
  return { call, put, get, list, journal };
}

describe("PUT /v1/tax-rates/{country}", () => {
  it("sets, replaces and ends a country's taxes, and says so each time", async () => {
    const { put, get, journal } = await shop();
    expect(await get("ES")).toMatchObject({ status: 200, headers: { etag: '"0"' }, body: { country: "ES", ...ended } });
    expect(await put("ES", 0)).toMatchObject({
      status: 200,
      headers: { etag: '"1"' },
      body: { country: "ES", ...spain, version: 1 },
    });
    expect((await put("ES", 1, ended)).status).toBe(200);
    expect((await get("ES")).body).toEqual({ country: "ES", ...ended, version: 2 });
    expect((await put("ES", 2)).body).toEqual({ country: "ES", ...spain, version: 3 });
    expect(await journal.list("tax_ES", 0, 10)).toMatchObject([
      { eventId: "tax_ES.1", type: "tax_rates.changed", data: { country: "ES", ...spain } },
      { eventId: "tax_ES.2", type: "tax_rates.changed", data: { country: "ES", ...ended } },
      { eventId: "tax_ES.3", type: "tax_rates.changed", data: { country: "ES", ...spain } },
    ]);
  });

  it.each([
    [0, 3],
    [1, 0],
    [1, 2],
  ])("refuses at version %i who has seen version %i", async (stored, seen) => {
    const { put } = await shop();
    if (stored === 1) await put("ES", 0);
    expect(await put("ES", seen)).toMatchObject({ status: 412, body: { code: "version.mismatch" } });
  });

  it.each([0, 1])("lets one of ten writers through at version %i", async (version) => {
    const { put, journal } = await shop();
    if (version === 1) await put("ES", 0);
    const writers = Array.from({ length: 10 }, (_, index) => put("ES", version, { ...ended, rates: [rate(index)] }));
    const answers = await Promise.all(writers);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(412)]);
    expect(await journal.list("tax_ES", 0, 20)).toHaveLength(version + 1);
  });

  it("answers a repeated request alike, and another under its key with 422", async () => {
    const { put } = await shop();
    const answers = await Promise.all(Array.from({ length: 5 }, () => put("ES", 0, spain, "key-1")));
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers["idempotency-replayed"] === "true")).toHaveLength(4);
    expect((await put("ES", 0, ended, "key-1")).status).toBe(422);
  });

  it.each([
    ["a negative rate", { ...spain, rates: [rate(-1)] }, "body.rates.0.rate"],
    ["more than all", { ...spain, rates: [rate(1_000_001)] }, "body.rates.0.rate"],
    ["a fraction of a part", { ...spain, rates: [rate(0.5)] }, "body.rates.0.rate"],
    ["a tax named twice", { ...spain, rates: [rate(1), rate(2)] }, "body.rates"],
    ["a class that is none", { ...spain, rates: [rate(1, "All Books")] }, "body.rates.0.taxClass"],
    ["21 rates", { ...spain, rates: Array.from({ length: 21 }, (_, n) => rate(n, `c${n}`)) }, "body.rates"],
    ["a region named twice", { ...spain, regions: [...spain.regions, ...spain.regions] }, "body.regions"],
    ["a region of no country", { ...spain, regions: [{ region: "ZZ", rates: [] }] }, "body.regions.0.region"],
    ["another country's region", { ...spain, regions: [{ region: "QC", rates: [] }] }, "body.regions.0.region"],
    ["a region that is none", { ...spain, regions: [{ region: "ES-CN", rates: [] }] }, "body.regions.0.region"],
    [
      "11 rates of a region",
      { ...spain, regions: [{ region: "CN", rates: Array.from({ length: 11 }, (_, n) => rate(n, `c${n}`)) }] },
      "body.regions.0.rates",
    ],
    [
      "61 regions",
      { ...spain, regions: Array.from({ length: 61 }, (_, n) => ({ region: String(n), rates: [] })) },
      "body.regions",
    ],
    ["half a document", { pricesInclude: true, rates: [] }, "body.regions"],
    ["an unknown field", { ...spain, country: "ES" }, "body.country"],
  ])("refuses %s", async (_, body, field) => {
    const { put } = await shop();
    expect(await put("ES", 0, body)).toMatchObject({
      status: 400,
      body: { code: "request.invalid", errors: [{ field }] },
    });
  });

  it("needs a country, the version and the permission", async () => {
    const { call, put, get } = await shop();
    expect((await put("XX", 0)).body).toMatchObject({ code: "request.invalid", errors: [{ field: "params.country" }] });
    const target = "PUT /v1/tax-rates/ES";
    expect((await call(target, { caller: finance, body: spain })).body).toMatchObject({ code: "version.required" });
    const headers = { "if-match": '"0"' };
    expect((await call(target, { caller: staff("support"), headers, body: spain })).status).toBe(403);
    expect((await call(target, { headers, body: spain })).status).toBe(401);
    expect((await get("ES", staff("support"))).status).toBe(200);
    expect((await get("ES", { kind: "guest", ownerId: "gst_01kaq3v8e0m4t6w8y0a2c4e6g8" })).status).toBe(403);
  });
});

describe("GET /v1/tax-rates", () => {
  it("pages through the countries that have or had taxes, with cursors of its own", async () => {
    const { put, list } = await shop();
    const national = { ...spain, regions: [] };
    for (const country of ["PT", "AT", "ES"]) await put(country, 0, national);
    await put("AT", 1, ended);
    const first = await list({ limit: "2" });
    expect(first.body.items).toEqual([
      { country: "AT", ...ended, version: 2 },
      { country: "ES", ...national, version: 1 },
    ]);
    const second = await list({ limit: "2", cursor: first.body.nextCursor });
    expect(second.body).toEqual({ items: [{ country: "PT", ...national, version: 1 }] });
    const strangers = await list(
      { cursor: first.body.nextCursor },
      { kind: "machine", clientId: "m", scopes: ["millrace/settings:read"] },
    );
    expect(strangers).toMatchObject({ status: 400, body: { code: "cursor.invalid" } });
  });
});
