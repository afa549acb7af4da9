import { categoryIds, prices } from "@millrace/contracts/catalog";
import { id, listedStatus, pageQuery, paragraph, sku, slug, taxClass, text } from "@millrace/contracts/values";
import * as z from "zod";
import { maxVariants } from "../domain/product.ts";
import { importedStatuses, maxFieldLength, maxReasonLength, maxRowErrors, outcomes } from "../domain/row.ts";
import { media, metadata, options, parts, warnings, weightGrams } from "./schemas.ts";

/** What the catalog's import takes and its export gives. */

/** So many rows are written within the half minute that API Gateway waits, however little they have in common. */
const maxRows = 500;

/** 500 rows of 6,000 characters; a caller with longer ones sends fewer at once. Lambda takes 6 MB. */
export const maxImportCharacters = 3_000_000;

const rowFields = {
  slug: slug.meta({ description: "Whose row it is: rows with one slug make one product." }),
  name: text(200).optional(),
  description: paragraph(2000).nullable().optional().meta({ description: "`null`: it has none any more." }),
  status: z.enum(importedStatuses).optional(),
  categoryIds: categoryIds.optional(),
  media: media.optional(),
  metadata: metadata.optional(),
  sku,
  title: text(200).optional(),
  options: options.optional(),
  prices: prices.optional(),
  taxClass: taxClass.optional(),
  weightGrams: weightGrams.nullable().optional().meta({ description: "`null`: it is no longer shipped." }),
  parts: parts.optional(),
};

/** One variant with its product's fields. What is not named stays as it is. */
export const importRow = z.strictObject(rowFields).meta({
  id: "ImportRow",
  description: "A variant and its product. What is not named stays; a new product needs name, title and prices.",
});

export const importRequest = z.strictObject({
  rows: z
    .array(
      z.unknown().meta({
        description: "An `ImportRow`. One that is none fails alone.",
        example: {
          slug: "tee",
          name: "Tee",
          sku: "TEE-M",
          title: "Tee, M",
          prices: [{ amount: 1990, currency: "EUR" }],
        },
      }),
    )
    .min(1)
    .max(maxRows),
  dryRun: z.boolean().default(false).meta({ description: "Writes nothing and says what would happen." }),
});

const rowResult = z
  .strictObject({
    row: z.int().min(0).meta({ description: "Its place in the request, from 0." }),
    sku: sku.optional().meta({ description: "Absent where the row names none." }),
    outcome: z.enum(outcomes),
    productId: id("product").optional(),
    errors: z
      .array(z.strictObject({ field: z.string().max(maxFieldLength), reason: z.string().max(maxReasonLength) }))
      .max(maxRowErrors)
      .optional(),
    warnings,
  })
  .meta({ id: "RowResult" });

export const importAnswer = z.strictObject({ results: z.array(rowResult).max(maxRows) });

export const exportQuery = z.strictObject({ ...pageQuery, status: listedStatus(importedStatuses, "active") });

export const exportPage = z.strictObject({
  items: z
    .array(importRow)
    .max(100 * maxVariants)
    .meta({ description: "Each product's rows together; the first one has the product's fields." }),
  nextCursor: z.string().optional(),
});
