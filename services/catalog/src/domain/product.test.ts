import type { Refusal } from "@millrace/kernel/errors";
import { VersionMismatch } from "@millrace/kernel/refusals";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  draftProduct,
  lowestPrices,
  type Product,
  ProductNotDraft,
  publish,
  reprice,
  transitions,
  VariantNotFound,
} from "./product.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
const later = new Date("2026-11-24T09:30:00.000Z");
const productId = "prd_01kaq3v8e0m4t6w8y0a2c4e6g8";
const euros = (amount: number) => ({ amount, currency: "EUR" });
const dollars = (amount: number) => ({ amount, currency: "USD" });

const tee = draftProduct(
  {
    name: "Tee",
    variants: [
      { sku: "TEE-M", title: "Tee, M", options: { size: "M" }, prices: [euros(1990), dollars(2490)] },
      { sku: "TEE-L", title: "Tee, L", options: { size: "L" }, prices: [euros(1890)] },
    ],
  },
  productId,
  at,
);

const refusal = (decide: () => unknown): string | undefined => {
  try {
    decide();
  } catch (error) {
    return (error as Refusal).declaration.code;
  }
  return undefined;
};

describe("draftProduct", () => {
  it("makes a draft at version 1 whose variants are drafts too", () => {
    expect(tee.product).toEqual({
      productId,
      name: "Tee",
      status: "draft",
      statusAt: "2026-11-23T09:30:00.000Z",
      createdAt: "2026-11-23T09:30:00.000Z",
      skus: ["TEE-M", "TEE-L"],
      fromPrices: [euros(1890), dollars(2490)],
      version: 1,
    });
    expect(tee.variants.map(({ status }) => status)).toEqual(["draft", "draft"]);
  });
});

describe("publish", () => {
  it.each(Object.keys(transitions) as (keyof typeof transitions)[])(
    "follows the transition table from %s",
    (status) => {
      const product: Product = { ...tee.product, status };
      const allowed: readonly string[] = transitions[status];
      expect(refusal(() => publish(product, 1, later))).toBe(
        allowed.includes("active") ? undefined : ProductNotDraft.code,
      );
    },
  );

  it("makes the product active from now on, one version on", () => {
    expect(publish(tee.product, 1, later)).toEqual({
      ...tee.product,
      status: "active",
      statusAt: "2026-11-24T09:30:00.000Z",
      version: 2,
    });
  });

  it("refuses whoever has seen another version", () => {
    expect(refusal(() => publish(tee.product, 2, later))).toBe(VersionMismatch.code);
    expect(refusal(() => publish({ ...tee.product, status: "active" }, 2, later))).toBe(VersionMismatch.code);
  });
});

describe("reprice", () => {
  it("sets one variant's prices and finds the lowest again", () => {
    const { product, variant } = reprice(tee.product, tee.variants, { sku: "TEE-L", prices: [euros(2190)] }, 1);
    expect(variant).toMatchObject({ sku: "TEE-L", title: "Tee, L", prices: [euros(2190)] });
    expect(product).toMatchObject({ fromPrices: [euros(1990), dollars(2490)], version: 2 });
  });

  it("refuses a SKU of another product, and whoever has seen another version", () => {
    const change = { sku: "MUG", prices: [euros(1)] };
    expect(refusal(() => reprice(tee.product, tee.variants, change, 1))).toBe(VariantNotFound.code);
    expect(refusal(() => reprice(tee.product, tee.variants, { ...change, sku: "TEE-L" }, 7))).toBe(
      VersionMismatch.code,
    );
  });
});

const price = fc.record({ amount: fc.nat(), currency: fc.constantFrom("EUR", "USD", "JPY") });

describe("lowestPrices", () => {
  it("names each currency once, at a price that some variant has and none is below", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ prices: fc.array(price) })), (variants) => {
        const all = variants.flatMap(({ prices }) => prices);
        const lowest = lowestPrices(variants);
        expect(lowest.map(({ currency }) => currency)).toEqual([...new Set(all.map(({ currency }) => currency))]);
        for (const { amount, currency } of lowest) {
          const amounts = all.filter((other) => other.currency === currency).map((other) => other.amount);
          expect(amount).toBe(Math.min(...amounts));
        }
      }),
    );
  });
});
