import {
  type changeable,
  ProductArchived,
  type ProductPricesChanged,
  ProductPublished,
  ProductUpdated,
} from "@millrace/contracts/catalog";
import { type Decision, type FactData, fact } from "@millrace/contracts/define-event";
import { isoTime } from "@millrace/kernel/clock";
import { defineRefusal } from "@millrace/kernel/errors";
import type { Money } from "@millrace/kernel/money";
import { omitUndefined, type Some } from "@millrace/kernel/omit-undefined";
import { requireVersion } from "@millrace/kernel/preconditions";
import type { SkuQuantity } from "@millrace/kernel/sale";

export const productStatuses = ["draft", "active", "archived"] as const;
export type ProductStatus = (typeof productStatuses)[number];

/** 40 variants fit into one transaction with their product, its listings, its journal entry and the idempotency record. */
export const maxVariants = 40;

/** A picture or a film of a product, kept elsewhere. */
export type Media = { readonly url: string; readonly alt?: string | undefined };

/** A product without its variants' details, which are items of their own. */
export type Product = {
  readonly productId: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly slug: string;
  readonly status: ProductStatus;
  readonly statusAt: string;
  readonly createdAt: string;
  readonly media: readonly Media[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly categoryIds: readonly string[];
  /** The most categories it has ever been in at once: so many places it has in lists. */
  readonly places: number;
  readonly skus: readonly string[];
  readonly fromPrices: readonly Money[];
  /** The sequence of its last journal entry. */
  readonly version: number;
};

/** What a SKU costs from a quantity on, in minor units. */
export type Price = FactData<typeof ProductPricesChanged>["prices"][number];

/** What is sold: one SKU of one product, with the status and the categories of its product. */
export type Variant = {
  readonly sku: string;
  readonly productId: string;
  readonly title: string;
  readonly options: Readonly<Record<string, string>>;
  readonly prices: readonly Price[];
  readonly taxClass: string;
  /** Absent for what is not shipped, a download or a service. */
  readonly weightGrams?: number | undefined;
  /** What a kit is made of, which never changes. */
  readonly parts?: readonly SkuQuantity[] | undefined;
  readonly status: ProductStatus;
  readonly categoryIds: readonly string[];
};

/** A product with its variants. */
export type Whole = { readonly product: Product; readonly variants: readonly Variant[] };

/** A slug that a product has, or had. No two products ever share one. */
export type SlugRecord = { readonly slug: string; readonly productId: string; readonly current: boolean };

/** Where a product can go from each status. */
export const transitions = {
  draft: ["active", "archived"],
  active: ["archived"],
  archived: [],
} as const satisfies Record<ProductStatus, readonly ProductStatus[]>;

export const ProductNotFound = defineRefusal("not_found", "catalog.product_not_found", "There is no such product.");
export const ProductNotDraft = defineRefusal("conflict", "catalog.product_not_draft", "Only a draft can be published.");
export const AlreadyArchived = defineRefusal(
  "conflict",
  "catalog.product_archived",
  "The product is archived; nothing of it changes any more.",
);
export const SlugTaken = defineRefusal("conflict", "catalog.slug_taken", "The slug belongs to another product.");

/** A product that everybody may see. Refuses (`ProductNotFound`) one that is not there, a draft, and an archived one. */
export function onSale(whole: Whole | undefined): Whole {
  if (whole?.product.status !== "active") throw ProductNotFound();
  return whole;
}

/** The product at its next version. Refuses (`VersionMismatch`) a writer who has seen another one. */
function next(product: Product, seen: number): Product {
  requireVersion("the product", product.version, seen);
  return { ...product, version: product.version + 1 };
}

function mayBecome(product: Product, status: ProductStatus): boolean {
  const possible: readonly ProductStatus[] = transitions[product.status];
  return possible.includes(status);
}

/** What every fact says of a product. */
export function factOf({ productId, name, slug, skus, categoryIds }: Product) {
  return { productId, name, slug, skus: [...skus], categoryIds: [...categoryIds] };
}

/**
 * The product, for everybody to see and buy. Refuses (`VersionMismatch`) a writer who has seen another version, and
 * (`ProductNotDraft`) what was published or archived before.
 */
export function publish(product: Product, seen: number, at: Date): Decision<Product, typeof ProductPublished> {
  const state: Product = { ...next(product, seen), status: "active", statusAt: isoTime(at) };
  if (!mayBecome(product, "active")) throw ProductNotDraft();
  return { state, fact: fact(ProductPublished, state.productId, state.version, factOf(state)) };
}

/**
 * The product, no longer shown nor sold; carts and orders keep what they know of it. Refuses (`VersionMismatch`) a writer
 * who has seen another version, and (`AlreadyArchived`) to do so twice.
 */
export function archive(product: Product, seen: number, at: Date): Decision<Product, typeof ProductArchived> {
  const state: Product = { ...next(product, seen), status: "archived", statusAt: isoTime(at) };
  if (!mayBecome(product, "archived")) throw AlreadyArchived();
  return { state, fact: fact(ProductArchived, state.productId, state.version, factOf(state)) };
}

/**
 * The product at its next version, for a change of anything but its status. Refuses (`VersionMismatch`) a writer who has
 * seen another version, and (`AlreadyArchived`) any change of what is archived.
 */
export function changing(product: Product, seen: number): Product {
  const state = next(product, seen);
  if (product.status === "archived") throw AlreadyArchived();
  return state;
}

type Changeable = (typeof changeable)[number];

/** What changes of a product; `null` takes a description away. */
export type ProductChange = Some<
  Pick<Product, "name" | "slug" | "media" | "metadata" | "categoryIds"> & { readonly description: string | null }
>;

/** The product with what is named in the change. Refuses as `changing` does. */
export function update(
  product: Product,
  change: ProductChange,
  seen: number,
): Decision<Product, typeof ProductUpdated> {
  const { description, ...fields } = omitUndefined(change);
  const { description: former, ...rest } = changing(product, seen);
  const state: Product = {
    ...rest,
    ...fields,
    ...omitUndefined({ description: description === null ? undefined : (description ?? former) }),
    places: Math.max(product.places, fields.categoryIds?.length ?? 0),
  };
  const changed = Object.keys(omitUndefined(change)) as Changeable[];
  return { state, fact: fact(ProductUpdated, state.productId, state.version, { ...factOf(state), changed }) };
}

/** Refuses (`SlugTaken`) a slug that is not the product's own of former days, nor nobody's. */
export function checkSlug(known: SlugRecord | undefined, productId: string): void {
  if (known !== undefined && known.productId !== productId) throw SlugTaken();
}

/** What a caller wants a product to cost at least and at most, in minor units of a currency. */
export type PriceRange = Some<{ readonly currency: string; readonly minPrice: number; readonly maxPrice: number }>;

/** Whether the cheapest variant's price for one unit lies in the range; a currency alone asks whether it has a price. */
export function costs(
  { fromPrices }: Pick<Product, "fromPrices">,
  { currency, minPrice = 0, maxPrice = Number.POSITIVE_INFINITY }: PriceRange,
): boolean {
  return (
    currency === undefined ||
    fromPrices.some((price) => price.currency === currency && minPrice <= price.amount && price.amount <= maxPrice)
  );
}
