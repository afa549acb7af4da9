import { ProductPricesChanged, ProductUpdated } from "@millrace/contracts/catalog";
import { fact } from "@millrace/contracts/define-event";
import { VersionMismatch } from "@millrace/kernel/refusals";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeOf, refusalOf } from "../../../../test/support/refused.ts";
import { draftProduct } from "./draft.ts";
import { AlreadyArchived, type Whole } from "./product.ts";
import {
  changeVariant,
  checkKits,
  extend,
  KitInvalid,
  lowestPrices,
  OptionsTaken,
  partSkusOf,
  reprice,
  spellingWarnings,
  VariantNotFound,
  VariantsFull,
} from "./variant.ts";

function euros(amount: number) {
  return { amount, currency: "EUR" };
}
function dollars(amount: number) {
  return { amount, currency: "USD" };
}

const productId = "prd_01kaq3v8e0m4t6w8y0a2c4e6g8";
const { state: tee } = draftProduct(
  {
    name: "Tee",
    variants: [
      { sku: "TEE-M", title: "Tee, M", options: { size: "M" }, prices: [euros(1990), dollars(2490)], weightGrams: 150 },
      { sku: "TEE-L", title: "Tee, L", options: { size: "L" }, prices: [euros(1890)] },
    ],
  },
  { productId, slug: "tee", at: new Date("2026-11-23T09:30:00.000Z") },
);

/** What each fact says of the tee, while nothing that facts tell has changed. */
const told = { productId, name: "Tee", slug: "tee", skus: ["TEE-M", "TEE-L"], categoryIds: [] };

const small = { sku: "TEE-S", title: "Tee, S", options: { size: "S" }, prices: [euros(1490)] };

describe("options", () => {
  const blue = { color: "blue", size: "M" };
  const turned = { size: "M", color: "blue" };
  const variants = [
    { ...small, sku: "TEE-A", options: blue },
    { ...small, sku: "TEE-B", options: turned },
  ];
  const errors = [{ field: "body.variants.1.options", reason: "are those of TEE-A too" }];
  const made = { productId, slug: "tee", at: new Date(0) };

  it("are the same however their characters were composed", () => {
    const [composed, decomposed] = ["Größe", "Größe".normalize("NFD")];
    const twins = [
      { ...small, sku: "TEE-A", options: { [composed]: "S", fit: "é" } },
      { ...small, sku: "TEE-B", options: { fit: "e\u0301", [decomposed]: "S" } },
    ];
    expect(refusalOf(() => draftProduct({ name: "Tee", variants: twins }, made))?.details).toEqual({ errors });
  });

  it("set two variants of a product apart, in whatever order they are named", () => {
    expect(refusalOf(() => draftProduct({ name: "Tee", variants }, made))?.details).toEqual({ errors });
    const whole: Whole = { ...tee, variants: tee.variants.map((known) => ({ ...known, options: blue })).slice(0, 1) };
    expect(codeOf(() => extend(whole, { ...small, options: turned }, [], 1))).toBe(OptionsTaken.code);
    expect(codeOf(() => changeVariant(tee, "TEE-L", { options: { size: "M" } }, 1))).toBe(OptionsTaken.code);
  });

  it("may be more, fewer, or none", () => {
    const others = [{ color: "blue" }, blue, { ...blue, fit: "slim" }, { color: "Blue", size: "M" }, {}, {}];
    const draft = {
      name: "Tee",
      variants: others.map((options, index) => ({ ...small, sku: `TEE-${index}`, options })),
    };
    expect(draftProduct(draft, made).state.variants).toHaveLength(6);
    expect(changeVariant(tee, "TEE-L", { options: { size: "L" } }, 1).state.variant.options).toEqual({ size: "L" });
  });
});

describe("extend", () => {
  it("given a product, adds a variant last and tells that its variants changed", () => {
    const state = extend(tee, { ...small, weightGrams: 120 }, [], 1);
    const variant = { ...small, taxClass: "standard", weightGrams: 120, productId, status: "draft", categoryIds: [] };
    const skus = ["TEE-M", "TEE-L", "TEE-S"];
    expect(state).toEqual({
      state: {
        product: { ...tee.product, skus, fromPrices: [euros(1490), dollars(2490)], version: 2 },
        variant,
      },
      fact: fact(ProductUpdated, productId, 2, { ...told, skus, changed: ["variants"], sku: "TEE-S" }),
    });
  });

  it("given a product on sale, puts the variant on sale in its categories", () => {
    const active: Whole = { ...tee, product: { ...tee.product, status: "active", categoryIds: ["cat_1"] } };
    const { variant } = extend(active, small, [], 1).state;
    expect(variant).toMatchObject({ status: "active", categoryIds: ["cat_1"] });
  });

  it("given 40 variants, adds no more", () => {
    const skus = Array.from({ length: 40 }, (_, index) => `S-${index}`);
    const having = (some: readonly string[]) => ({ ...tee, product: { ...tee.product, skus: some } });
    expect(codeOf(() => extend(having(skus), small, [], 1))).toBe(VariantsFull.code);
    expect(codeOf(() => extend(having(skus.slice(1)), small, [], 1))).toBeUndefined();
  });

  it("given a kit of parts that are not known, refuses", () => {
    const kit = { ...small, parts: [{ sku: "MUG", quantity: 2 }] };
    expect(codeOf(() => extend(tee, kit, [undefined], 1))).toBe(KitInvalid.code);
    expect(extend(tee, kit, [{ sku: "MUG" }], 1).state.variant.parts).toEqual(kit.parts);
  });
});

describe("changeVariant", () => {
  const change = (fields: Parameters<typeof changeVariant>[2], sku = "TEE-M") => changeVariant(tee, sku, fields, 1);

  it("given a change, keeps the rest and tells which variant it is about", () => {
    expect(change({ title: "Tee, medium", taxClass: "clothes" })).toEqual({
      state: {
        product: { ...tee.product, version: 2 },
        variant: { ...tee.variants[0], title: "Tee, medium", taxClass: "clothes" },
      },
      fact: fact(ProductUpdated, productId, 2, { ...told, changed: ["variants"], sku: "TEE-M" }),
    });
  });

  it("given null for a weight, takes it away", () => {
    expect(change({ weightGrams: null }).state.variant).not.toHaveProperty("weightGrams");
    expect(change({ weightGrams: 200 }, "TEE-L").state.variant).toMatchObject({ weightGrams: 200 });
  });
});

describe("reprice", () => {
  it("given other prices, finds the lowest again and tells the variant's", () => {
    const prices = [euros(2190)];
    expect(reprice(tee, "TEE-L", prices, 1)).toEqual({
      state: {
        product: { ...tee.product, fromPrices: [euros(1990), dollars(2490)], version: 2 },
        variant: { ...tee.variants[1], prices },
      },
      fact: fact(ProductPricesChanged, productId, 2, { productId, sku: "TEE-L", prices }),
    });
  });
});

describe("every change of a variant", () => {
  const decisions: Readonly<Record<string, (whole: Whole, seen: number, sku: string) => unknown>> = {
    extend: (whole, seen) => extend(whole, small, [], seen),
    changeVariant: (whole, seen, sku) => changeVariant(whole, sku, { title: "New" }, seen),
    reprice: (whole, seen, sku) => reprice(whole, sku, [euros(1)], seen),
  };
  const having = (status: "active" | "archived") => ({ ...tee, product: { ...tee.product, status } });

  it.each(Object.keys(decisions))("given another version or an archived product, refuses: %s", (name) => {
    const decide = decisions[name] ?? (() => undefined);
    expect(codeOf(() => decide(tee, 2, "TEE-M"))).toBe(VersionMismatch.code);
    expect(codeOf(() => decide(having("archived"), 1, "TEE-M"))).toBe(AlreadyArchived.code);
    expect(codeOf(() => decide(having("active"), 1, "TEE-M"))).toBeUndefined();
  });

  it.each(["changeVariant", "reprice"])("given a SKU of another product, refuses: %s", (name) => {
    expect(codeOf(() => decisions[name]?.(tee, 1, "MUG"))).toBe(VariantNotFound.code);
  });
});

describe("checkKits", () => {
  const kit = (...skus: readonly string[]) => ({ parts: skus.map((sku) => ({ sku, quantity: 1 })) });

  it("names every part that is unknown or a kit itself, by its place", () => {
    const variants = [{}, kit("MUG", "SET"), kit("NOTHING")];
    const known = [{ sku: "MUG" }, { sku: "SET", parts: [{ sku: "MUG", quantity: 2 }] }, undefined];
    expect(refusalOf(() => checkKits(variants, known, (index) => `body.variants.${index}`))).toMatchObject({
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
    expect(refusalOf(() => checkKits([kit("MUG")], [{ sku: "MUG" }], () => "body"))).toBeUndefined();
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

function warned(skus: readonly string[], known: readonly string[] = []) {
  return spellingWarnings(
    skus.map((sku, index) => ({ sku, field: `${index}` })),
    known,
  ).map(({ field, reason }) => `${field} ${reason}`);
}

describe("SKUs that differ by case only", () => {
  it("are warned of, among those known and those named together", () => {
    expect(warned(["tee-m"], ["TEE-M", "tee-m"])).toEqual(["0 differs from TEE-M by case only"]);
    expect(warned(["Größe", "GRÖSSE", "GRÖßE"])).toEqual([
      "0 differs from GRÖßE by case only",
      "2 differs from Größe by case only",
    ]);
  });

  it("are no others", () => {
    expect(warned(["tee-m", "tee_m", "tee m"], ["tee-l", "tee-m"])).toEqual([]);
    expect(warned([])).toEqual([]);
  });
});
