import type { Decision, Fact } from "@millrace/contracts/define-event";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { draftProduct, type Made } from "./draft.ts";
import { type PlacedRow, type ProductRows, same } from "./import-rows.ts";
import { maxVariants, type Product, type ProductChange, publish, update, type Variant, type Whole } from "./product.ts";
import type { ImportRow, ProductFields } from "./row.ts";
import {
  changeVariant,
  extend,
  type KnownParts,
  reprice,
  type VariantChange,
  type VariantChanged,
  type VariantDraft,
} from "./variant.ts";

/** Commands on one product that are written together, each with its fact. `before` is absent for a new product. */
export type Step = {
  readonly before?: Product;
  readonly after: Whole;
  readonly facts: readonly Fact[];
  readonly added?: Variant;
  readonly changed?: Variant | undefined;
};

/** What an import wants of a product: which rows it is for, and how it is decided once the product is seen. */
export type Intention = {
  readonly rows: readonly PlacedRow[];
  readonly outcome: "created" | "updated";
  /** Refused as the single routes refuse it. */
  decide(whole: Whole | undefined): Step;
};

function draftOf(row: ImportRow): VariantDraft {
  const { sku, title = "", options = {}, prices = [], taxClass, weightGrams, parts } = row;
  return { sku, title, options, prices, taxClass, parts, weightGrams: weightGrams ?? undefined };
}

function needed(whole: Whole | undefined): Whole {
  if (whole === undefined) throw new Error("A change was planned of a product that is not there.");
  return whole;
}

/** A product on sale with its variants. */
function publishAll({ product, variants }: Whole, at: Date): Decision<Whole> {
  const { state, fact } = publish(product, product.version, at);
  const onSale = variants.map((variant) => ({ ...variant, status: state.status }));
  return { state: { product: state, variants: onSale }, fact };
}

/** A new product. */
export function creation({ fields, rows }: ProductRows, made: Made, known: KnownParts): Intention {
  const first = rows.slice(0, maxVariants);
  return {
    rows: first,
    outcome: "created",
    decide() {
      const { name = "", description, status, ...others } = fields;
      const variants = first.map((row) => draftOf(row.fields));
      const draft = { ...others, name, description: description ?? undefined, variants };
      const { state, fact } = draftProduct(draft, made, known);
      if (status !== "active") return { after: state, facts: [fact] };
      const published = publishAll(state, made.at);
      return { after: published.state, facts: [fact, published.fact] };
    },
  };
}

function changeOf(product: Product, { status: _, description, ...fields }: ProductFields): ProductChange {
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
      const before = needed(whole);
      const facts: Fact[] = [];
      let after = before;
      if (changes) {
        const { state: updated, fact } = update(before.product, change, before.product.version);
        const { categoryIds } = updated;
        after = { product: updated, variants: before.variants.map((variant) => ({ ...variant, categoryIds })) };
        facts.push(fact);
      }
      if (publishes) {
        const published = publishAll(after, at);
        after = published.state;
        facts.push(published.fact);
      }
      return { before: before.product, after, facts };
    },
  };
}

/** One more variant. */
export function addition(row: PlacedRow, known: KnownParts): Intention {
  return {
    rows: [row],
    outcome: "created",
    decide(whole) {
      const before = needed(whole);
      const { state, fact } = extend(before, draftOf(row.fields), known, before.product.version);
      const { product, variant } = state;
      const after = { product, variants: [...before.variants, variant] };
      return { before: before.product, after, facts: [fact], added: variant };
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

function variantChangeOf(variant: Variant, { title, options, taxClass, weightGrams }: ImportRow): VariantChange {
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
      const before = needed(whole);
      const facts: Fact[] = [];
      let after = before;
      const replace = ({ product, variant }: VariantChanged, fact: Fact) => {
        after = { product, variants: after.variants.map((other) => (other.sku === sku ? variant : other)) };
        facts.push(fact);
      };
      if (changes) {
        const { state, fact } = changeVariant(after, sku, change, after.product.version);
        replace(state, fact);
      }
      if (newPrices !== undefined) {
        const { state, fact } = reprice(after, sku, newPrices, after.product.version);
        replace(state, fact);
      }
      return { before: before.product, after, facts, changed: after.variants.find((each) => each.sku === sku) };
    },
  };
}
