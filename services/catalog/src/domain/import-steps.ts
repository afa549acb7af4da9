import { ProductCreated, ProductPricesChanged, ProductPublished, ProductUpdated } from "@millrace/contracts/catalog";
import { maxVariants } from "@millrace/contracts/catalog-api";
import type { EventContract } from "@millrace/contracts/define-event";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { draftProduct } from "./draft.ts";
import { type ImportRow, type PlacedRow, type ProductFields, type ProductRows, same } from "./import-rows.ts";
import { type Change, changedBy, factOf, type Product, publish, update } from "./product.ts";
import { addVariant, changeVariant, checkKits, reprice, type Variant, type VariantDraft } from "./variant.ts";

/** A product as it is stored, with its variants. */
export type Whole = { readonly product: Product; readonly variants: readonly Variant[] };

/** A fact of one command, and the version that the command made. */
type Said = { readonly sequence: number; readonly event: EventContract; readonly data: Record<string, unknown> };

/** Commands on one product that are written together, each with its fact. `before` is absent for a new product. */
export type Step = {
  readonly before?: Product | undefined;
  readonly after: Whole;
  readonly added: readonly Variant[];
  readonly changed: readonly Variant[];
  readonly facts: readonly Said[];
};

/** What an import wants of a product: which rows it is for, and how it is decided once the product is seen. */
export type Intention = {
  readonly rows: readonly PlacedRow[];
  readonly outcome: "created" | "updated";
  /** Refused as the single routes refuse it. */
  decide(whole: Whole | undefined): Step;
};

export type NewProduct = { readonly productId: string; readonly slug: string; readonly at: Date };

/** The variants that kits can be made of. */
type Pieces = readonly Pick<Variant, "sku" | "parts">[];

function draftOf({ sku, title = "", options = {}, prices = [], taxClass, weightGrams, parts }: ImportRow) {
  const draft: VariantDraft = { sku, title, options, prices, ...omitUndefined({ taxClass, parts }) };
  return { ...draft, ...(weightGrams == null ? {} : { weightGrams }) };
}

function checkParts(variants: readonly VariantDraft[], pieces: Pieces): void {
  checkKits(variants, pieces, (index) => `${index}`);
}

function needed(whole: Whole | undefined): Whole {
  if (whole === undefined) throw new Error("A change was planned of a product that is not there.");
  return whole;
}

function published(whole: Whole, at: Date): { readonly whole: Whole; readonly fact: Said } {
  const product = publish(whole.product, whole.product.version, at);
  const variants = whole.variants.map((variant) => ({ ...variant, status: product.status }));
  return {
    whole: { product, variants },
    fact: { sequence: product.version, event: ProductPublished, data: factOf(product) },
  };
}

/** A new product. */
export function creation({ fields, rows }: ProductRows, made: NewProduct, pieces: Pieces): Intention {
  const first = rows.slice(0, maxVariants);
  return {
    rows: first,
    outcome: "created",
    decide() {
      const { name = "", description, status, ...others } = fields;
      const variants = first.map((row) => draftOf(row.fields));
      checkParts(variants, pieces);
      const created = draftProduct(
        { ...others, name, ...omitUndefined({ description: description ?? undefined }), variants },
        made,
      );
      const fact = { sequence: created.product.version, event: ProductCreated, data: factOf(created.product) };
      if (status !== "active") return { after: created, added: created.variants, changed: [], facts: [fact] };
      const { whole, fact: second } = published(created, made.at);
      return { after: whole, added: whole.variants, changed: [], facts: [fact, second] };
    },
  };
}

function changeOf(product: Product, { status: _, description, ...fields }: ProductFields): Change {
  const differing = Object.entries(fields).filter(([field, value]) => !same(value, product[field as keyof Product]));
  const described = description === undefined || (description ?? undefined) === product.description;
  return { ...Object.fromEntries(differing), ...(described ? {} : { description }) };
}

/** What the rows change of the product itself; undefined when nothing. */
export function productChange(product: Product, { fields, rows }: ProductRows, at: Date): Intention | undefined {
  const change = changeOf(product, fields);
  const publishes = product.status === "draft" && fields.status === "active";
  const changes = Object.keys(change).length > 0;
  if (!changes && !publishes) return undefined;
  return {
    rows,
    outcome: "updated",
    decide(whole) {
      const { product: before, variants } = needed(whole);
      const after = changes ? update(before, change, before.version) : before;
      const { categoryIds } = after;
      const updated = { product: after, variants: variants.map((variant) => ({ ...variant, categoryIds })) };
      const fact = {
        sequence: after.version,
        event: ProductUpdated,
        data: { ...factOf(after), changed: changedBy(change) },
      };
      const facts = changes ? [fact] : [];
      if (!publishes) return { before, after: updated, added: [], changed: [], facts };
      const last = published(updated, at);
      return { before, after: last.whole, added: [], changed: [], facts: [...facts, last.fact] };
    },
  };
}

/** One more variant. */
export function addition(row: PlacedRow, pieces: Pieces): Intention {
  return {
    rows: [row],
    outcome: "created",
    decide(whole) {
      const { product: before, variants } = needed(whole);
      const draft = draftOf(row.fields);
      const { product, variant } = addVariant(before, variants, draft, before.version);
      checkParts([draft], pieces);
      const data = { ...factOf(product), changed: ["variants"], sku: variant.sku };
      return {
        before,
        after: { product, variants: [...variants, variant] },
        added: [variant],
        changed: [],
        facts: [{ sequence: product.version, event: ProductUpdated, data }],
      };
    },
  };
}

function byQuantity(prices: Variant["prices"]) {
  return prices
    .map(({ minQuantity = 1, ...price }) => omitUndefined({ minQuantity, ...price }))
    .toSorted((one, other) =>
      one.currency === other.currency ? one.minQuantity - other.minQuantity : one.currency < other.currency ? -1 : 1,
    );
}

function bySku(parts: Variant["parts"] = []) {
  return parts.toSorted((one, other) => (one.sku < other.sku ? -1 : 1));
}

/** Whether a row wants other parts than the variant has: those never change. */
export function wantsOtherParts(variant: Variant, { parts }: ImportRow): boolean {
  return parts !== undefined && !same(bySku(parts), bySku(variant.parts));
}

function variantChangeOf(variant: Variant, { title, options, taxClass, weightGrams }: ImportRow) {
  const wanted = omitUndefined({ title, options, taxClass });
  const differing = Object.entries(wanted).filter(([field, value]) => !same(value, variant[field as keyof Variant]));
  const weighed = weightGrams === undefined || (weightGrams ?? undefined) === variant.weightGrams;
  return { ...Object.fromEntries(differing), ...(weighed ? {} : { weightGrams }) };
}

/** What a row changes of a variant; undefined when nothing. */
export function variantChange(variant: Variant, row: PlacedRow): Intention | undefined {
  const { sku, prices } = row.fields;
  const change = variantChangeOf(variant, row.fields);
  const changes = Object.keys(change).length > 0;
  const newPrices = prices && !same(byQuantity(prices), byQuantity(variant.prices)) ? prices : undefined;
  if (!changes && newPrices === undefined) return undefined;
  return {
    rows: [row],
    outcome: "updated",
    decide(whole) {
      const { product: before, variants } = needed(whole);
      const facts: Said[] = [];
      const replaced = (changed: Variant) => variants.map((other) => (other.sku === sku ? changed : other));
      let after: Whole = { product: before, variants };
      if (changes) {
        const { product, variant: changed } = changeVariant(before, variants, { sku, change }, before.version);
        after = { product, variants: replaced(changed) };
        const data = { ...factOf(product), changed: ["variants"], sku };
        facts.push({ sequence: product.version, event: ProductUpdated, data });
      }
      if (newPrices !== undefined) {
        const { product, variants: sisters } = after;
        const repriced = reprice(product, sisters, { sku, prices: newPrices }, product.version);
        after = { product: repriced.product, variants: replaced(repriced.variant) };
        const data = { productId: product.productId, sku, prices: newPrices };
        facts.push({ sequence: repriced.product.version, event: ProductPricesChanged, data });
      }
      return { before, after, added: [], changed: after.variants.filter((each) => each.sku === sku), facts };
    },
  };
}
