import { ProductCreated, ProductPricesChanged, ProductPublished, ProductUpdated } from "@millrace/contracts/catalog";
import { fact } from "@millrace/contracts/define-event";
import { describe, expect, it } from "vitest";
import { type ImportPlan, planImport, type Seen } from "./import-plan.ts";
import { gatherRows } from "./import-rows.ts";
import type { Step } from "./import-steps.ts";
import type { Whole } from "./product.ts";
import type { ImportRow } from "./row.ts";

const productId = "prd_01kaq3v8e0m4t6w8y0a2c4e6g8";
const made = { productId, slug: "tee", at: new Date("2026-11-23T09:30:00.000Z") };
const nobody: Seen = { bySku: new Map() };
const euros = [{ amount: 1990, currency: "EUR" }];

function row(sku: string, fields: Partial<ImportRow> = {}): ImportRow {
  return { slug: "tee", sku, name: "Tee", title: sku, prices: euros, ...fields };
}

function plan(rows: readonly ImportRow[], seen: Seen): ImportPlan {
  const [product] = gatherRows(rows.map((fields) => ({ fields }))).products;
  if (product === undefined) throw new TypeError("No rows were given.");
  return planImport(product, seen, made);
}

/** The steps of a plan, each decided on what the one before it made. */
function stepsOf({ intentions }: ImportPlan, whole?: Whole): readonly Step[] {
  const steps: Step[] = [];
  for (const { decide } of intentions) steps.push(decide(steps.at(-1)?.after ?? whole));
  return steps;
}

function factsOf(rows: readonly ImportRow[], seen: Seen) {
  return stepsOf(plan(rows, seen), seen.whole).flatMap(({ facts }) => facts);
}

function seenOf(rows: readonly ImportRow[]): Seen & { readonly whole: Whole } {
  const whole = stepsOf(plan(rows, nobody)).at(-1)?.after;
  if (whole === undefined) throw new TypeError("The rows make no product.");
  return { whole, bySku: new Map(whole.variants.map((variant) => [variant.sku, variant])) };
}

const told = { productId, name: "Tee", slug: "tee", skus: ["M"], categoryIds: [] };

describe("planImport", () => {
  it("given nothing stored, makes a product, published where a row says so, and tells both facts", () => {
    expect(factsOf([row("M")], nobody)).toEqual([fact(ProductCreated, productId, 1, told)]);
    expect(factsOf([row("M", { status: "active" })], nobody)).toEqual([
      fact(ProductCreated, productId, 1, told),
      fact(ProductPublished, productId, 2, told),
    ]);
  });

  it("given the same rows again, finds nothing to do", () => {
    const rows = [row("M", { status: "active", weightGrams: 150 }), row("L")];
    expect(plan(rows, seenOf(rows))).toEqual({ failures: [], intentions: [] });
  });

  it("given other words of the product, updates it and publishes its draft in one step", () => {
    const stored = seenOf([row("M", { description: "Soft." })]);
    const steps = stepsOf(
      plan([row("M", { name: "Shirt", description: null, status: "active" })], stored),
      stored.whole,
    );
    const now = { ...told, name: "Shirt" };
    expect(steps.map(({ facts }) => facts)).toEqual([
      [
        fact(ProductUpdated, productId, 2, { ...now, changed: ["name", "description"] }),
        fact(ProductPublished, productId, 3, now),
      ],
    ]);
    expect(steps[0]?.after.variants).toMatchObject([{ sku: "M", status: "active" }]);
  });

  it("given another title and other prices of a variant, tells what the two commands would", () => {
    const prices = [{ amount: 990, currency: "EUR" }];
    expect(factsOf([row("M", { title: "Medium", prices })], seenOf([row("M")]))).toEqual([
      fact(ProductUpdated, productId, 2, { ...told, changed: ["variants"], sku: "M" }),
      fact(ProductPricesChanged, productId, 3, { productId, sku: "M", prices }),
    ]);
  });

  it("given a SKU that the product lacks, adds it", () => {
    const skus = ["M", "L"];
    expect(factsOf([row("L")], seenOf([row("M")]))).toEqual([
      fact(ProductUpdated, productId, 2, { ...told, skus, changed: ["variants"], sku: "L" }),
    ]);
  });

  it("given rows that cannot be written, says of each what is wrong and plans the others", () => {
    const { name: _, ...nameless } = row("M");
    expect(plan([nameless], nobody).failures).toMatchObject([{ errors: [{ field: "name" }] }]);
    const stored = seenOf([row("M", { status: "active" })]);
    expect(plan([row("M", { status: "draft" })], stored).failures).toMatchObject([{ errors: [{ field: "status" }] }]);
    const others = { ...stored.whole.variants[0], productId: "prd_other" } as Whole["variants"][number];
    const taken = { ...stored, bySku: new Map([...stored.bySku, ["L", others]]) };
    const { failures, intentions } = plan([row("L"), row("XL")], taken);
    expect(failures).toMatchObject([{ row: { row: 0 }, errors: [{ field: "sku" }] }]);
    expect(intentions).toMatchObject([{ outcome: "created", rows: [{ row: 1 }] }]);
  });
});
