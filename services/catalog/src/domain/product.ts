import type { changeable } from "@millrace/contracts/catalog";
import type { productChange, productStatuses } from "@millrace/contracts/catalog-api";
import { isoTime } from "@millrace/kernel/clock";
import { defineRefusal } from "@millrace/kernel/errors";
import type { Money } from "@millrace/kernel/money";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { VersionMismatch } from "@millrace/kernel/refusals";
import type { z } from "zod";

export type ProductStatus = (typeof productStatuses)[number];

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

/** Refuses a writer who has seen another version than the stored one. */
function checkVersion({ version }: Product, seen: number | undefined): void {
  if (version !== seen) throw VersionMismatch(`The product is at version ${version}.`);
}

function moved(product: Product, status: ProductStatus, at: Date): Product {
  return {
    ...product,
    status,
    statusAt: isoTime(at),
    version: product.version + 1,
  };
}

function mayBecome(product: Product, status: ProductStatus): boolean {
  const next: readonly ProductStatus[] = transitions[product.status];
  return next.includes(status);
}

/** The product, for everybody to see and buy. */
export function publish(product: Product, seen: number | undefined, at: Date): Product {
  checkVersion(product, seen);
  if (!mayBecome(product, "active")) throw ProductNotDraft();
  return moved(product, "active", at);
}

/** The product, no longer shown nor sold; carts and orders keep what they know of it. */
export function archive(product: Product, seen: number | undefined, at: Date): Product {
  checkVersion(product, seen);
  if (!mayBecome(product, "archived")) throw AlreadyArchived();
  return moved(product, "archived", at);
}

/** The product at its next version, for a change of anything but its status. */
export function changing(product: Product, seen: number | undefined): Product {
  checkVersion(product, seen);
  if (product.status === "archived") throw AlreadyArchived();
  return { ...product, version: product.version + 1 };
}

export type Change = z.output<typeof productChange>;

/** The product with what is named in the change, at its next version. */
export function update(product: Product, change: Change, seen: number | undefined): Product {
  const { description, ...fields } = omitUndefined(change);
  const { description: former, ...rest } = changing(product, seen);
  const categoryIds = fields.categoryIds ?? product.categoryIds;
  return {
    ...rest,
    ...fields,
    ...omitUndefined({ description: description === null ? undefined : (description ?? former) }),
    places: Math.max(product.places, categoryIds.length),
  };
}

type Changeable = (typeof changeable)[number];

/** The names of what a change is about, for consumers to tell whether it concerns them. */
export function changedBy(change: Change): Changeable[] {
  return Object.keys(omitUndefined(change)) as Changeable[];
}

/** What every fact says of a product. */
export function factOf({ productId, name, slug, skus, categoryIds }: Product) {
  return {
    productId,
    name,
    slug,
    skus: [...skus],
    categoryIds: [...categoryIds],
  };
}

/** A product as lists show it. */
export function summaryOf({ media, metadata: _, places: __, ...product }: Product) {
  return {
    ...product,
    ...omitUndefined({ image: media[0] }),
  };
}
