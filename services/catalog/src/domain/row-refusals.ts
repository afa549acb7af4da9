import type { FieldError, Refusal } from "@millrace/kernel/errors";
import { Busy, VersionMismatch } from "@millrace/kernel/refusals";
import { CategoryUnknown } from "./category.ts";
import { AlreadyArchived, ProductNotDraft, SlugTaken } from "./product.ts";
import { KitInvalid, OptionsTaken, SkuTaken, VariantsFull } from "./variant.ts";

/** The refusals that are a row's result, and the field of the row that each is about. */
const fieldOf: Readonly<Record<string, string>> = {
  [SkuTaken.code]: "sku",
  [VariantsFull.code]: "sku",
  [KitInvalid.code]: "parts",
  [OptionsTaken.code]: "options",
  [SlugTaken.code]: "slug",
  [AlreadyArchived.code]: "slug",
  [ProductNotDraft.code]: "status",
  [CategoryUnknown.code]: "categoryIds",
  [VersionMismatch.code]: "slug",
  [Busy.code]: "slug",
};

/** Refusals of a writer who was not the first: whoever looks again may find nothing left to do. */
const passing: ReadonlySet<string> = new Set([VersionMismatch, Busy, SlugTaken, SkuTaken].map(({ code }) => code));

/** Whether another try, on what is stored by then, may succeed. */
export function mayPass({ declaration }: Refusal): boolean {
  return passing.has(declaration.code);
}

/** A refusal as a row tells it; undefined for one that is about the whole call. */
export function rowErrorOf({ declaration, message }: Refusal): FieldError | undefined {
  const field = fieldOf[declaration.code];
  return field === undefined ? undefined : { field, reason: message };
}
