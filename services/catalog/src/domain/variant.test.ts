import type { Refusal } from "@millrace/kernel/errors";
import { VersionMismatch } from "@millrace/kernel/refusals";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { draftProduct } from "./draft.ts";
import { AlreadyArchived, type Product } from "./product.ts";
import {
  addVariant,
  changeVariant,
  checkKits,
  lowestPrices,
  partSkusOf,
  reprice,
  VariantNotFound,
  VariantsFull,
} from "./variant.ts";

function euros(amount: number) {
  return { amount, currency: "EUR" };
}
function dollars(amount: number) {
  return { amount, currency: "USD" };
}

const tee = draftProduct(
  {
    name: "Tee",
    variants: [
      { sku: "TEE-M", title: "Tee, M", options: { size: "M" }, prices: [euros(1990), dollars(2490)], weightGrams: 150 },
      { sku: "TEE-L", title: "Tee, L", options: { size: "L" }, prices: [euros(1890)] },
    ],
  },
  { productId: "prd_01kaq3v8e0m4t6w8y0a2c4e6g8", slug: "tee", at: new Date("2026-11-23T09:30:00.000Z") },
);

const small = { sku: "TEE-S", title: "Tee, S", options: { size: "S" }, prices: [euros(1490)] };

function refusal(decide: () => unknown): Refusal | undefined {
  try {
    decide();
  } catch (error) {
    return error as Refusal;
  }
  return undefined;
}
function codeOf(decide: () => unknown) {
  return refusal(decide)?.declaration.code;
}

describe("addVariant", () => {
  it("adds it last, with the status and the categories of its product", () => {
    const active: Product = { ...tee.product, status: "active", categoryIds: ["cat_1"] };
    const { product, variant } = addVariant(active, tee.variants, { ...small, weightGrams: 120 }, 1);
    expect(product).toMatchObject({
      skus: ["TEE-M", "TEE-L", "TEE-S"],
      fromPrices: [euros(1490), dollars(2490)],
      version: 2,
    });
    expect(variant).toMatchObject({ status: "active", categoryIds: ["cat_1"], taxClass: "standard", weightGrams: 120 });
  });

  it("adds no more than 40", () => {
    const full = { ...tee.product, skus: Array.from({ length: 40 }, (_, index) => `S-${index}`) };
    expect(codeOf(() => addVariant(full, tee.variants, small, 1))).toBe(VariantsFull.code);
    const almost = { ...full, skus: full.skus.slice(1) };
    expect(codeOf(() => addVariant(almost, tee.variants, small, 1))).toBeUndefined();
  });
});

describe("changeVariant", () => {
  const change = (fields: Parameters<typeof changeVariant>[2]["change"], sku = "TEE-M") =>
    changeVariant(tee.product, tee.variants, { sku, change: fields }, 1);

  it("changes what is named and keeps the rest", () => {
    expect(change({ title: "Tee, medium", taxClass: "clothes" }).variant).toEqual({
      ...tee.variants[0],
      title: "Tee, medium",
      taxClass: "clothes",
    });
    expect(change({ title: "Tee, medium" }).product).toEqual({ ...tee.product, version: 2 });
  });

  it("takes the weight away with null", () => {
    expect(change({ weightGrams: null }).variant).not.toHaveProperty("weightGrams");
    expect(change({ weightGrams: 200 }, "TEE-L").variant).toMatchObject({ weightGrams: 200 });
  });
});

describe("reprice", () => {
  it("sets one variant's prices and finds the lowest again", () => {
    const { product, variant } = reprice(tee.product, tee.variants, { sku: "TEE-L", prices: [euros(2190)] }, 1);
    expect(variant).toMatchObject({ sku: "TEE-L", title: "Tee, L", prices: [euros(2190)] });
    expect(product).toMatchObject({ fromPrices: [euros(1990), dollars(2490)], version: 2 });
  });
});

describe("every change of a variant", () => {
  const decisions: Readonly<Record<string, (product: Product, seen: number, sku: string) => unknown>> = {
    addVariant: (product, seen) => addVariant(product, tee.variants, small, seen),
    changeVariant: (product, seen, sku) =>
      changeVariant(product, tee.variants, { sku, change: { title: "New" } }, seen),
    reprice: (product, seen, sku) => reprice(product, tee.variants, { sku, prices: [euros(1)] }, seen),
  };

  it.each(Object.keys(decisions))("needs the version and a product that is not archived: %s", (name) => {
    const decide = decisions[name] ?? (() => undefined);
    expect(codeOf(() => decide(tee.product, 2, "TEE-M"))).toBe(VersionMismatch.code);
    expect(codeOf(() => decide({ ...tee.product, status: "archived" }, 1, "TEE-M"))).toBe(AlreadyArchived.code);
    expect(codeOf(() => decide({ ...tee.product, status: "active" }, 1, "TEE-M"))).toBeUndefined();
  });

  it.each(["changeVariant", "reprice"])("knows no SKU of another product: %s", (name) => {
    expect(codeOf(() => decisions[name]?.(tee.product, 1, "MUG"))).toBe(VariantNotFound.code);
  });
});

describe("checkKits", () => {
  const kit = (...skus: readonly string[]) => ({ parts: skus.map((sku) => ({ sku, quantity: 1 })) });

  it("names every part that is unknown or a kit itself, by its place", () => {
    const variants = [{}, kit("MUG", "SET"), kit("NOTHING")];
    const known = [{ sku: "MUG" }, { sku: "SET", parts: [{ sku: "MUG", quantity: 2 }] }, undefined];
    expect(refusal(() => checkKits(variants, known, (index) => `body.variants.${index}`))).toMatchObject({
      declaration: { code: "catalog.kit_invalid" },
      details: {
        errors: [
          { field: "body.variants.1.parts.1.sku", reason: "SET is a kit itself" },
          { field: "body.variants.2.parts.0.sku", reason: "NOTHING is not known" },
        ],
      },
    });
  });

  it("asks for each part once", () => {
    expect(partSkusOf([{}, kit("MUG", "TEE"), kit("MUG")])).toEqual(["MUG", "TEE"]);
    expect(refusal(() => checkKits([kit("MUG")], [{ sku: "MUG" }], () => "body"))).toBeUndefined();
  });
});

const price = fc.record({
  amount: fc.nat(),
  currency: fc.constantFrom("EUR", "USD", "JPY"),
  minQuantity: fc.constantFrom(undefined, 1, 2, 10),
});

describe("lowestPrices", () => {
  it("names each currency once, at a price for one piece that some variant has and none is below", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ prices: fc.array(price) })), (variants) => {
        const all = variants.flatMap(({ prices }) => prices).filter(({ minQuantity = 1 }) => minQuantity === 1);
        const lowest = lowestPrices(variants);
        expect(lowest.map(({ currency }) => currency)).toEqual([...new Set(all.map(({ currency }) => currency))]);
        for (const { amount, currency, ...rest } of lowest) {
          const amounts = all.filter((other) => other.currency === currency).map((other) => other.amount);
          expect(amount).toBe(Math.min(...amounts));
          expect(rest).toEqual({});
        }
      }),
    );
  });
});
