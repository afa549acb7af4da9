import type { Refusal } from "@millrace/kernel/errors";
import { VersionMismatch } from "@millrace/kernel/refusals";
import { describe, expect, it } from "vitest";
import { draftProduct } from "./draft.ts";
import {
  AlreadyArchived,
  archive,
  changedBy,
  changing,
  type Product,
  ProductNotDraft,
  type ProductStatus,
  publish,
  summaryOf,
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

const tee = draftProduct(
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

function refusal(decide: () => unknown): string | undefined {
  try {
    decide();
  } catch (error) {
    return (error as Refusal).declaration.code;
  }
  return undefined;
}

describe("draftProduct", () => {
  it("makes a draft at version 1 whose variants are drafts in its categories too", () => {
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
    expect(tee.variants).toMatchObject([
      { productId, status: "draft", categoryIds: [shirts], taxClass: "standard", weightGrams: 150 },
      { productId, status: "draft", categoryIds: [shirts], taxClass: "books" },
    ]);
    expect(tee.variants[1]).not.toHaveProperty("weightGrams");
  });
});

const statuses = Object.keys(transitions) as ProductStatus[];
const commands = {
  publish: { to: "active", run: (product: Product) => publish(product, 1, later), refused: ProductNotDraft },
  archive: { to: "archived", run: (product: Product) => archive(product, 1, later), refused: AlreadyArchived },
} as const;
const matrix = statuses.flatMap((status) =>
  (Object.keys(commands) as (keyof typeof commands)[]).map((command) => ({ status, command })),
);

describe("the transition table", () => {
  it("says where a product goes", () => {
    expect(transitions).toEqual({ draft: ["active", "archived"], active: ["archived"], archived: [] });
  });

  it.each(matrix)("decides on $command of a product that is $status", ({ status, command }) => {
    const { to, run, refused } = commands[command];
    const product: Product = { ...tee.product, status };
    const allowed: readonly string[] = transitions[status];
    expect(refusal(() => run(product))).toBe(allowed.includes(to) ? undefined : refused.code);
    if (allowed.includes(to)) {
      expect(run(product)).toEqual({ ...product, status: to, statusAt: "2026-11-24T09:30:00.000Z", version: 2 });
    }
  });

  it.each(statuses)("lets a product that is %s change unless it is archived", (status) => {
    const product: Product = { ...tee.product, status };
    const expected = status === "archived" ? AlreadyArchived.code : undefined;
    expect(refusal(() => changing(product, 1))).toBe(expected);
    expect(refusal(() => update(product, { name: "Shirt" }, 1))).toBe(expected);
  });

  it.each(statuses)("hears nobody who has seen another version of a product that is %s", (status) => {
    const product: Product = { ...tee.product, status };
    const decisions = [
      () => publish(product, 2, later),
      () => archive(product, 2, later),
      () => changing(product, undefined),
      () => update(product, { name: "Shirt" }, 7),
    ];
    expect(decisions.map(refusal)).toEqual(Array(4).fill(VersionMismatch.code));
  });
});

describe("update", () => {
  it("changes what is named and keeps the rest", () => {
    expect(update(tee.product, { name: "Shirt", metadata: { season: "summer" } }, 1)).toEqual({
      ...tee.product,
      name: "Shirt",
      metadata: { season: "summer" },
      version: 2,
    });
  });

  it("takes a description away with null", () => {
    expect(update(tee.product, { description: null }, 1)).not.toHaveProperty("description");
    expect(update(tee.product, { description: "Softer." }, 1)).toMatchObject({ description: "Softer." });
  });

  it("remembers the most categories it has ever been in", () => {
    const two = update(tee.product, { categoryIds: [sale, shirts] }, 1);
    expect(two).toMatchObject({ categoryIds: [sale, shirts], places: 2 });
    expect(update(two, { categoryIds: [] }, 2)).toMatchObject({ categoryIds: [], places: 2 });
  });

  it("tells what it is about", () => {
    expect(changedBy({ name: "Shirt", slug: undefined, description: null })).toEqual(["name", "description"]);
  });
});

describe("summaryOf", () => {
  it("shows the first of the media, and none of what is for the details", () => {
    const [first, second] = [{ url: "https://cdn.example.com/1.jpg", alt: "Front" }, { url: "https://x.example/2" }];
    const summary = summaryOf({ ...tee.product, media: [first, second] });
    expect(summary).toMatchObject({ image: first, skus: ["TEE-M", "TEE-PDF"] });
    expect(Object.keys(summary)).not.toEqual(expect.arrayContaining(["metadata"]));
    expect(summaryOf(tee.product)).not.toHaveProperty("image");
  });
});
