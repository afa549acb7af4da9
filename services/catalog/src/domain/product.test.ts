import { ProductArchived, ProductCreated, ProductPublished, ProductUpdated } from "@millrace/contracts/catalog";
import { fact } from "@millrace/contracts/define-event";
import { VersionMismatch } from "@millrace/kernel/refusals";
import { describe, expect, it } from "vitest";
import { codeOf } from "../../../../test/support/refused.ts";
import { draftProduct } from "./draft.ts";
import {
  AlreadyArchived,
  archive,
  changing,
  checkSlug,
  costs,
  onSale,
  type Product,
  ProductNotDraft,
  ProductNotFound,
  type ProductStatus,
  publish,
  SlugTaken,
  transitions,
  update,
} from "./product.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
const later = new Date("2026-11-24T09:30:00.000Z");
const productId = "prd_01kaq3v8e0m4t6w8y0a2c4e6g8";
function euros(amount: number) {
  return { amount, currency: "EUR" };
}
const shirts = "cat_01kaq3v8e0m4t6w8y0a2c4e6g1";
const sale = "cat_01kaq3v8e0m4t6w8y0a2c4e6g2";

const { state: tee, fact: teeCreated } = draftProduct(
  {
    name: "Tee",
    description: "Soft.",
    categoryIds: [shirts],
    variants: [
      { sku: "TEE-M", title: "Tee, M", options: { size: "M" }, prices: [euros(1990)], weightGrams: 150 },
      { sku: "TEE-PDF", title: "Tee, pattern", options: {}, prices: [euros(500)], taxClass: "books" },
    ],
  },
  { productId, slug: "tee", at },
);

/** What each fact says of the tee, while nothing that facts tell has changed. */
const told = { productId, name: "Tee", slug: "tee", skus: ["TEE-M", "TEE-PDF"], categoryIds: [shirts] };

describe("draftProduct", () => {
  it("given what staff wrote, makes a draft at version 1 and tells that it was created", () => {
    expect(teeCreated).toEqual(fact(ProductCreated, productId, 1, told));
    expect(tee.product).toEqual({
      productId,
      name: "Tee",
      description: "Soft.",
      slug: "tee",
      status: "draft",
      statusAt: "2026-11-23T09:30:00.000Z",
      createdAt: "2026-11-23T09:30:00.000Z",
      media: [],
      metadata: {},
      categoryIds: [shirts],
      places: 1,
      skus: ["TEE-M", "TEE-PDF"],
      fromPrices: [euros(500)],
      version: 1,
    });
  });

  it("given variants, makes each a draft in its product's categories", () => {
    expect(tee.variants).toMatchObject([
      { productId, status: "draft", categoryIds: [shirts], taxClass: "standard", weightGrams: 150 },
      { productId, status: "draft", categoryIds: [shirts], taxClass: "books" },
    ]);
    expect(tee.variants[1]).not.toHaveProperty("weightGrams");
  });
});

const statuses = Object.keys(transitions) as ProductStatus[];
const commands = {
  publish: { to: "active", decide: publish, event: ProductPublished, refused: ProductNotDraft },
  archive: { to: "archived", decide: archive, event: ProductArchived, refused: AlreadyArchived },
} as const;
const matrix = statuses.flatMap((status) =>
  (Object.keys(commands) as (keyof typeof commands)[]).map((command) => ({ status, command })),
);

describe("the transition table", () => {
  it("says where a product goes", () => {
    expect(transitions).toEqual({ draft: ["active", "archived"], active: ["archived"], archived: [] });
  });

  it.each(matrix)("given a product that is $status, decides on $command", ({ status, command }) => {
    const { to, decide, event, refused } = commands[command];
    const product: Product = { ...tee.product, status };
    const allowed: readonly string[] = transitions[status];
    expect(codeOf(() => decide(product, 1, later))).toBe(allowed.includes(to) ? undefined : refused.code);
    if (allowed.includes(to)) {
      expect(decide(product, 1, later)).toEqual({
        state: { ...product, status: to, statusAt: "2026-11-24T09:30:00.000Z", version: 2 },
        fact: fact<typeof ProductPublished | typeof ProductArchived>(event, productId, 2, told),
      });
    }
  });

  it.each(statuses)("given a product that is %s, lets it change unless it is archived", (status) => {
    const product: Product = { ...tee.product, status };
    const expected = status === "archived" ? AlreadyArchived.code : undefined;
    expect(codeOf(() => changing(product, 1))).toBe(expected);
    expect(codeOf(() => update(product, { name: "Shirt" }, 1))).toBe(expected);
  });

  it.each(statuses)("given a product that is %s, hears nobody who has seen another version of it", (status) => {
    const product: Product = { ...tee.product, status };
    const decisions = [
      () => publish(product, 2, later),
      () => archive(product, 2, later),
      () => changing(product, 0),
      () => update(product, { name: "Shirt" }, 7),
    ];
    expect(decisions.map(codeOf)).toEqual(Array(4).fill(VersionMismatch.code));
  });

  it.each(statuses)("given a product that is %s, shows it to everybody only while it is on sale", (status) => {
    const product: Product = { ...tee.product, status };
    expect(codeOf(() => onSale({ ...tee, product }))).toBe(status === "active" ? undefined : ProductNotFound.code);
    expect(codeOf(() => onSale(undefined))).toBe(ProductNotFound.code);
  });
});

describe("update", () => {
  it("given a change, keeps the rest and tells what was named", () => {
    expect(update(tee.product, { name: "Shirt", slug: undefined, metadata: { season: "summer" } }, 1)).toEqual({
      state: { ...tee.product, name: "Shirt", metadata: { season: "summer" }, version: 2 },
      fact: fact(ProductUpdated, productId, 2, { ...told, name: "Shirt", changed: ["name", "metadata"] }),
    });
  });

  it("given null for a description, takes it away and tells that it changed", () => {
    const { state, fact: updated } = update(tee.product, { description: null }, 1);
    expect(state).not.toHaveProperty("description");
    expect(updated.data.changed).toEqual(["description"]);
    expect(update(tee.product, { description: "Softer." }, 1).state).toMatchObject({ description: "Softer." });
  });

  it("given other categories, remembers the most it has ever been in", () => {
    const { state, fact: moved } = update(tee.product, { categoryIds: [sale, shirts] }, 1);
    expect(state).toMatchObject({ categoryIds: [sale, shirts], places: 2 });
    expect(moved.data).toEqual({ ...told, categoryIds: [sale, shirts], changed: ["categoryIds"] });
    expect(update(state, { categoryIds: [] }, 2).state).toMatchObject({ categoryIds: [], places: 2 });
  });
});

describe("checkSlug", () => {
  it("given a slug that another product has or had, refuses it; its own of former days a product may have", () => {
    const record = { slug: "tee", productId, current: false };
    expect(codeOf(() => checkSlug(record, "prd_other"))).toBe(SlugTaken.code);
    expect(codeOf(() => checkSlug(record, productId))).toBeUndefined();
    expect(codeOf(() => checkSlug(undefined, productId))).toBeUndefined();
  });
});

describe("costs", () => {
  it.each([
    [{}, true],
    [{ currency: "EUR" }, true],
    [{ currency: "USD" }, false],
    [{ currency: "EUR", minPrice: 1990, maxPrice: 1990 }, true],
    [{ currency: "EUR", minPrice: 1991 }, false],
    [{ currency: "EUR", maxPrice: 1989 }, false],
    [{ currency: "USD", maxPrice: 5000 }, false],
  ])("tells whether %j holds a product for 19.90 EUR: %j", (range, expected) => {
    expect(costs({ fromPrices: [euros(1990)] }, range)).toBe(expected);
  });
});
