import { batchGet } from "@millrace/table/batch-get";
import { describe, expect, it } from "vitest";
import { createProducts } from "../../services/catalog/src/data/products.ts";
import { createVariants } from "../../services/catalog/src/data/variants.ts";
import { sell } from "../support/shop.ts";
import { freshTable } from "../support/table.ts";
import { createMeter, unitsIn } from "./meter.ts";

describe("unitsIn", () => {
  it("adds up what an answer consumed, of one table or of several", () => {
    expect(unitsIn({ TableName: "t", CapacityUnits: 1.5 })).toBe(1.5);
    expect(unitsIn([{ CapacityUnits: 1 }, { CapacityUnits: 2 }])).toBe(3);
    expect(unitsIn(undefined)).toBe(0);
  });
});

describe("createMeter", () => {
  it("counts the requests of a task and their units, those of keys without an item too", async () => {
    const table = await freshTable();
    const articles = ["TEE", "MUG", "CAP"].map((sku) => ({ sku, prices: [{ amount: 1, currency: "EUR" }] }));
    await sell(table, articles);
    const products = createProducts(table);
    const { readOffer } = createVariants(table);
    const meter = createMeter(table);
    const read = () =>
      batchGet(
        table,
        articles.map(({ sku }) => readOffer(sku)),
      );
    expect(await meter(read)).toEqual({ requests: 1, units: 3 });
    expect(await meter(() => batchGet(table, [readOffer("NOBODY"), readOffer("TEE")]))).toEqual({
      requests: 1,
      units: 2,
    });
    expect(await meter(() => products.listProducts("active", 25, null))).toEqual({ requests: 1, units: 0.5 });
    expect(await meter(async () => undefined)).toEqual({ requests: 0, units: 0 });
  });
});
