import { given } from "@millrace/kernel/given";
import { effectivePrice, type Offer } from "@millrace/pricing/offer";
import { readTogether } from "@millrace/table/read";
import { write } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { freshTable } from "../../../../test/support/table.ts";
import { draftProduct, publish, reprice, SkuTaken } from "../domain/product.ts";
import { offers } from "../doors.ts";
import { productEntity } from "./product.entity.ts";
import { createProducts } from "./products.ts";
import { variantEntity } from "./variant.entity.ts";

const priceOf = (offer: Offer) =>
  effectivePrice(offer, { currency: "EUR", quantity: 1, groups: [], at: new Date(), book: undefined })?.unitPrice;

const productId = "prd_01kaq3v8e0m4t6w8y0a2c4e6g8";
const euros = (amount: number) => ({ amount, currency: "EUR" });
const minute = (count: number) => new Date(Date.UTC(2026, 10, 23, 9, count));

const draft = (skus: readonly string[], count = 0, description?: string) =>
  draftProduct(
    {
      name: "Tee",
      ...(description === undefined ? {} : { description }),
      variants: skus.map((sku) => ({ sku, title: `Tee ${sku}`, options: { size: sku }, prices: [euros(1990)] })),
    },
    productId.replace("g8", String(10 + count)),
    minute(count),
  );

const shop = async () => {
  const table = await freshTable();
  const products = createProducts(table);
  const stored = async (skus: readonly string[], count = 0) => {
    const { product, variants } = draft(skus, count);
    await write(products.create(product, variants));
    return { product, variants };
  };
  const offered = (skus: readonly string[]) => readTogether(table, offers.open(table)(skus));
  return { products, stored, offered };
};

describe("AP-C1 getProduct, AP-C2 listVariants", () => {
  it("give back what was created, in its order", async () => {
    const { products } = await shop();
    const { product, variants } = draft(["M", "S", "L"], 0, "Soft.");
    await write(products.create(product, variants));
    expect(await products.getProduct(product.productId)).toEqual(product);
    expect(await products.listVariants(product)).toEqual(variants);
  });

  it("know nothing of other products", async () => {
    const { products } = await shop();
    expect(await products.getProduct(productId)).toBeUndefined();
  });
});

describe("AP-C5 create", () => {
  it("refuses with every SKU that is taken, and writes nothing", async () => {
    const { products, stored, offered } = await shop();
    await stored(["M", "L"]);
    const { product, variants } = draft(["S", "M", "L"], 1);
    await expect(write(products.create(product, variants))).rejects.toMatchObject({
      declaration: { code: SkuTaken.code },
      details: {
        errors: [
          { field: "body.variants.1.sku", reason: "M belongs to another product" },
          { field: "body.variants.2.sku", reason: "L belongs to another product" },
        ],
      },
    });
    expect(await products.getProduct(product.productId)).toBeUndefined();
    expect(await offered(["S"])).toEqual([undefined]);
  });

  it("takes 40 variants at once", async () => {
    const { stored, offered } = await shop();
    const skus = Array.from({ length: 40 }, (_, index) => `S${index}`);
    await stored(skus);
    expect((await offered(skus)).map((offer) => offer?.sku)).toEqual(skus);
  });
});

describe("AP-C6 changeStatus", () => {
  it("puts the product and its variants on sale together", async () => {
    const { products, stored, offered } = await shop();
    const { product } = await stored(["M", "L"]);
    expect((await offered(["M"])).map((offer) => offer && priceOf(offer))).toEqual([undefined]);
    await write(products.changeStatus(publish(product, 1, minute(5))));
    expect(await products.getProduct(product.productId)).toMatchObject({ status: "active", version: 2 });
    const prices = (await offered(["L", "unknown", "M"])).map((offer) => offer && priceOf(offer));
    expect(prices).toEqual([euros(1990), undefined, euros(1990)]);
  });
});

describe("AP-C7 changePrices", () => {
  it("changes one variant and the product's lowest prices", async () => {
    const { products, stored } = await shop();
    const { product, variants } = await stored(["M", "L"]);
    const change = { sku: "L", prices: [euros(500), { amount: 700, currency: "USD" }] };
    const repriced = reprice(product, variants, change, 1);
    await write(products.changePrices(repriced.product, repriced.variant));
    expect(await products.getProduct(product.productId)).toEqual(repriced.product);
    expect((await products.listVariants(product)).map(({ prices }) => prices)).toEqual([[euros(1990)], change.prices]);
  });
});

describe("AP-C3 listProducts", () => {
  it("lists one status, the latest to get it first, page by page", async () => {
    const { products, stored } = await shop();
    const [first, second, third] = [await stored(["A"], 1), await stored(["B"], 2), await stored(["C"], 3)];
    await write(products.changeStatus(publish(second.product, 1, minute(10))));
    await write(products.changeStatus(publish(first.product, 1, minute(11))));
    const page = await products.listProducts("active", 1, null);
    expect(page.items.map(({ skus }) => skus)).toEqual([["A"]]);
    const rest = await products.listProducts("active", 5, page.position);
    expect(rest.items.map(({ skus }) => skus)).toEqual([["B"]]);
    expect(rest.position).toBeNull();
    const drafts = await products.listProducts("draft", 5, null);
    expect(drafts.items).toEqual([third.product]);
  });
});

describe("catalog's keys", () => {
  it("stay as they are", async () => {
    const table = await freshTable();
    const { product, variants } = draft(["TEE-BLUE-M"]);
    const keysOf = (item: object) =>
      Object.fromEntries(Object.entries(item).filter(([name]) => /^(gsi\d)?[ps]k$/.test(name)));
    const { Item: productItem } = productEntity(table)
      .create({ ...product, description: "-", skus: [...product.skus], fromPrices: [...product.fromPrices] })
      .params<{ Item: object }>();
    const [variant] = variants;
    if (variant === undefined) throw new Error("No variant.");
    const { Item: variantItem } = variantEntity(table).create(given(variant)).params<{ Item: object }>();
    expect(keysOf(productItem)).toMatchInlineSnapshot(`
      {
        "gsi1pk": "$catalog#status_draft",
        "gsi1sk": "$product_1#statusAt_2026-11-23T09:00:00.000Z#productId_prd_01kaq3v8e0m4t6w8y0a2c4e610",
        "pk": "$catalog#productId_prd_01kaq3v8e0m4t6w8y0a2c4e610",
        "sk": "$product_1",
      }
    `);
    expect(keysOf(variantItem)).toMatchInlineSnapshot(`
      {
        "pk": "$catalog#sku_TEE-BLUE-M",
        "sk": "$variant_1",
      }
    `);
  });
});
