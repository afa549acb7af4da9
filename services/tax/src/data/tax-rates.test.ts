import { ratesEngine, type TaxRates } from "@millrace/pricing/tax";
import { batchGet } from "@millrace/table/batch-get";
import { commit } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { freshTable } from "../../../../test/support/table.ts";
import { taxRates } from "../doors.ts";
import { taxRatesEntity } from "./tax-rates.entity.ts";
import { createTaxRates } from "./tax-rates.ts";

function ratesOf(country: string, more: Partial<TaxRates> = {}): TaxRates {
  return {
    country,
    pricesInclude: true,
    rounding: "line",
    rates: [{ name: "VAT", taxClass: "standard", rate: 190_000 }],
    regions: [{ region: "IB", rates: [] }],
    version: 1,
    ...more,
  };
}

async function shop() {
  const table = await freshTable();
  return { table, store: createTaxRates(table) };
}

describe("AP-T1 read, AP-T2 getRates", () => {
  it("give back what was written, and nothing else", async () => {
    const { table, store } = await shop();
    await commit([store.replace(ratesOf("ES"))]);
    expect(await store.getRates("ES")).toEqual(ratesOf("ES"));
    expect(await store.getRates("PT")).toBeUndefined();
    const read = taxRates.open(table);
    expect(await batchGet(table, [read("ES"), read("PT")])).toEqual([ratesOf("ES"), undefined]);
  });

  it("give what the engine taxes by", async () => {
    const { table, store } = await shop();
    await commit([store.replace(ratesOf("ES"))]);
    const [rates] = await batchGet(table, [taxRates.open(table)("ES")]);
    const tax = (region?: string) =>
      ratesEngine(async () => rates)({
        currency: "EUR",
        place: { country: "ES", region },
        lines: [{ taxClass: "standard", amount: 1190, place: { country: "ES", region } }],
      });
    expect((await tax("MD")).lines).toEqual([[{ name: "VAT", rate: 190_000, amount: 190 }]]);
    expect((await tax("IB")).lines).toEqual([[]]);
  });
});

describe("AP-T3 listRates", () => {
  it("lists every country by its code, page by page", async () => {
    const { store } = await shop();
    for (const country of ["PT", "AT", "ES"]) await commit([store.replace(ratesOf(country))]);
    const first = await store.listRates(2, null);
    expect(first.items).toEqual([ratesOf("AT"), ratesOf("ES")]);
    const rest = await store.listRates(2, first.position);
    expect(rest).toEqual({ items: [ratesOf("PT")], position: null });
  });
});

describe("AP-T4 replace", () => {
  it("leaves nothing of what was there before", async () => {
    const { store } = await shop();
    await commit([store.replace(ratesOf("ES"))]);
    const ended = ratesOf("ES", { pricesInclude: false, rounding: "document", rates: [], regions: [], version: 2 });
    await commit([store.replace(ended)]);
    expect(await store.getRates("ES")).toEqual(ended);
  });

  it("refuses to make first taxes twice, and others of a country that has none", async () => {
    const { store } = await shop();
    await commit([store.replace(ratesOf("ES"))]);
    const mismatch = { declaration: { code: "version.mismatch" } };
    await expect(commit([store.replace(ratesOf("ES"))])).rejects.toMatchObject(mismatch);
    await expect(commit([store.replace(ratesOf("PT", { version: 2 }))])).rejects.toMatchObject(mismatch);
  });
});

describe("tax' keys", () => {
  it("stay as they are", async () => {
    const { table } = await shop();
    const { Item } = taxRatesEntity(table).create(ratesOf("ES")).params<{ Item: object }>();
    const keys = Object.fromEntries(Object.entries(Item).filter(([name]) => /^(gsi\d)?[ps]k$/.test(name)));
    expect(keys).toMatchInlineSnapshot(`
      {
        "gsi1pk": "$tax#list_countries",
        "gsi1sk": "$rates_1#country_ES",
        "pk": "$tax#country_ES",
        "sk": "$rates_1",
      }
    `);
  });
});
