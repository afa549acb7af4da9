import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { effectivePrice, type Offer } from "@millrace/pricing/offer";
import { batchGet } from "@millrace/table/batch-get";
import { commit } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { freshTable } from "../../../../test/support/table.ts";
import { draftProduct } from "../domain/draft.ts";
import { publish, update } from "../domain/product.ts";
import { changeVariant, extend, reprice, SkuTaken } from "../domain/variant.ts";
import { offers } from "../doors.ts";
import { productEntity } from "./product.entity.ts";
import { createProducts } from "./products.ts";
import { variantEntity } from "./variant.entity.ts";
import { createVariants } from "./variants.ts";

function priceOf(offer: Offer) {
  return effectivePrice(offer, { currency: "EUR", quantity: 1, groups: [], at: new Date(), book: undefined })
    ?.unitPrice;
}

const productId = "prd_01kaq3v8e0m4t6w8y0a2c4e6g8";
function euros(amount: number) {
  return { amount, currency: "EUR" };
}
function minute(count: number) {
  return new Date(Date.UTC(2026, 10, 23, 9, count));
}

function draft(skus: readonly string[], count = 0, fields: { readonly description?: string } = {}) {
  return draftProduct(
    {
      name: "Tee",
      ...fields,
      variants: skus.map((sku) => ({ sku, title: `Tee ${sku}`, options: { size: sku }, prices: [euros(1990)] })),
    },
    { productId: productId.replace("g8", String(10 + count)), slug: `tee-${count}`, at: minute(count) },
  ).state;
}

async function shop() {
  const table = await freshTable();
  const [products, variantItems] = [createProducts(table), createVariants(table)];
  const stored = async (skus: readonly string[], count = 0) => {
    const whole = draft(skus, count);
    await commit(products.create(whole));
    return whole;
  };
  const offered = (skus: readonly string[]) => batchGet(table, offers.open(table)(skus));
  return { products, variantItems, stored, offered };
}

describe("AP-C1 getProduct, AP-C2 getWhole", () => {
  it("give back what was created, in its order", async () => {
    const { products } = await shop();
    const { product, variants } = draft(["M", "S", "L"], 0, { description: "Soft." });
    const kit = { ...variants[0], sku: "KIT", weightGrams: 300, parts: [{ sku: "M", quantity: 2 }] } as const;
    const all = [...variants, kit as (typeof variants)[number]];
    const described = { ...product, skus: [...product.skus, "KIT"], metadata: { season: "summer" } };
    const whole = { product: described, variants: all };
    await commit(products.create(whole));
    expect(await products.getProduct(product.productId)).toEqual(described);
    expect(await products.getWhole(product.productId)).toEqual(whole);
  });

  it("know nothing of other products", async () => {
    const { products } = await shop();
    expect(await products.getProduct(productId)).toBeUndefined();
    expect(await products.getWhole(productId)).toBeUndefined();
  });
});

describe("AP-C19 getVariants, AP-C5 getProducts", () => {
  it("read many at once and pass over what is not there", async () => {
    const { products, variantItems, stored } = await shop();
    const [first, second] = [await stored(["M"], 1), await stored(["L"], 2)];
    expect(await variantItems.getVariants(["L", "unknown"])).toEqual([second.variants[0], undefined]);
    expect(await variantItems.getVariants([])).toEqual([]);
    const ids = [second.product.productId, productId, first.product.productId];
    expect(await products.getProducts(ids)).toEqual([second.product, first.product]);
    expect(await products.getProducts([])).toEqual([]);
  });
});

describe("AP-C6 create, AP-C20 addVariant", () => {
  it("refuse with every SKU that is taken, and write nothing", async () => {
    const { products, stored, offered } = await shop();
    await stored(["M", "L"]);
    const whole = draft(["S", "M", "L"], 1);
    await expect(commit(products.create(whole))).rejects.toMatchObject({
      declaration: { code: SkuTaken.code },
      details: {
        errors: [
          { field: "body.variants.1.sku", reason: "M belongs to another product" },
          { field: "body.variants.2.sku", reason: "L belongs to another product" },
        ],
      },
    });
    expect(await products.getProduct(whole.product.productId)).toBeUndefined();
    expect(await offered(["S"])).toEqual([undefined]);
  });

  it("let one of two products have a SKU that both want at once", async () => {
    const { products } = await shop();
    const wanted = [draft(["M"], 1), draft(["M"], 2), draft(["M"], 3)];
    const outcomes = await Promise.allSettled(wanted.map((whole) => commit(products.create(whole))));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ declaration: { code: SkuTaken.code } });
    }
  });

  it("take 40 variants at once", async () => {
    const { stored, offered } = await shop();
    const skus = Array.from({ length: 40 }, (_, index) => `S${index}`);
    await stored(skus);
    expect((await offered(skus)).map((offer) => offer?.sku)).toEqual(skus);
  });

  it("add one more, and none that is taken", async () => {
    const { products, variantItems, stored } = await shop();
    const whole = await stored(["M"]);
    const added = { sku: "L", title: "Tee L", options: {}, prices: [euros(990)] };
    const { product, variant } = extend(whole, added, [], 1).state;
    await commit([variantItems.addVariant(variant), ...products.change(whole.product, product)]);
    expect(await products.getWhole(product.productId)).toEqual({ product, variants: [...whole.variants, variant] });
    await expect(commit([variantItems.addVariant(variant)])).rejects.toMatchObject({
      details: { errors: [{ field: "body.sku" }] },
    });
  });
});

describe("AP-C7 change, AP-C21 changeVariant, AP-C27 carry", () => {
  it("put the product and its variants on sale together", async () => {
    const { products, stored, offered } = await shop();
    const { product } = await stored(["M", "L"]);
    expect((await offered(["M"])).map((offer) => offer && priceOf(offer))).toEqual([undefined]);
    await commit(products.change(product, publish(product, 1, minute(5)).state));
    expect(await products.getProduct(product.productId)).toMatchObject({ status: "active", version: 2 });
    const prices = (await offered(["L", "unknown", "M"])).map((offer) => offer && priceOf(offer));
    expect(prices).toEqual([euros(1990), undefined, euros(1990)]);
  });

  it("carry the categories to every variant, and leave variants alone for anything else", async () => {
    const { products, stored, offered } = await shop();
    const { product } = await stored(["M", "L"]);
    const moved = update(product, { categoryIds: ["cat_1"], description: "Soft." }, 1).state;
    await commit(products.change(product, moved));
    expect((await offered(["M", "L"])).map((offer) => offer?.categoryIds)).toEqual([["cat_1"], ["cat_1"]]);
    const renamed = update(moved, { name: "Shirt", description: null }, 2).state;
    expect(products.change(moved, renamed)).toHaveLength(1);
    await commit(products.change(moved, renamed));
    expect(await products.getProduct(product.productId)).toEqual(renamed);
  });

  it("change one variant and the product's lowest prices", async () => {
    const { products, variantItems, stored } = await shop();
    const whole = await stored(["M", "L"]);
    const prices = [euros(500), { ...euros(400), minQuantity: 10 }, { amount: 700, currency: "USD", compareAt: 900 }];
    const { product, variant } = reprice(whole, "L", prices, 1).state;
    await commit([variantItems.changeVariant(variant), ...products.change(whole.product, product)]);
    expect(await products.getProduct(product.productId)).toEqual(product);
    expect(await variantItems.getVariants(["M", "L"])).toMatchObject([{ prices: [euros(1990)] }, { prices }]);
  });

  it("give a variant a weight and take it away", async () => {
    const { variantItems, stored } = await shop();
    const whole = await stored(["M"]);
    const { variant: heavy } = changeVariant(whole, "M", { weightGrams: 150 }, 1).state;
    await commit([variantItems.changeVariant(heavy)]);
    expect(await variantItems.getVariants(["M"])).toEqual([heavy]);
    const { variant: light } = changeVariant({ ...whole, variants: [heavy] }, "M", { weightGrams: null }, 1).state;
    await commit([variantItems.changeVariant(light)]);
    expect(await variantItems.getVariants(["M"])).toEqual(whole.variants);
  });
});

describe("AP-C3 listProducts", () => {
  it("lists one status, the latest to get it first, page by page", async () => {
    const { products, stored } = await shop();
    const [first, second, third] = [await stored(["A"], 1), await stored(["B"], 2), await stored(["C"], 3)];
    await commit(products.change(second.product, publish(second.product, 1, minute(10)).state));
    await commit(products.change(first.product, publish(first.product, 1, minute(11)).state));
    const page = await products.listProducts("active", 1, null);
    expect(page.items.map(({ skus }) => skus)).toEqual([["A"]]);
    const rest = await products.listProducts("active", 5, page.position);
    expect(rest.items.map(({ skus }) => skus)).toEqual([["B"]]);
    expect(rest.position).toBeNull();
    const drafts = await products.listProducts("draft", 5, null);
    expect(drafts.items).toEqual([third.product]);
  });
});

describe("products' keys", () => {
  it("stay as they are", async () => {
    const table = await freshTable();
    const { product, variants } = draft(["TEE-BLUE-M"]);
    const keysOf = (item: object) =>
      Object.fromEntries(Object.entries(item).filter(([name]) => /^(gsi\d)?[ps]k$/.test(name)));
    const { Item: productItem } = productEntity(table).create(omitUndefined(product)).params<{ Item: object }>();
    const [variant] = variants;
    if (variant === undefined) throw new Error("No variant.");
    const { Item: variantItem } = variantEntity(table).create(omitUndefined(variant)).params<{ Item: object }>();
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
        "gsi2pk": "$catalog#spelling_tee-blue-m",
        "gsi2sk": "$variant_1",
        "pk": "$catalog#sku_TEE-BLUE-M",
        "sk": "$variant_1",
      }
    `);
  });
});
