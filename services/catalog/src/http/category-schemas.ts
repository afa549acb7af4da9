import { categoryStatuses } from "@millrace/contracts/catalog";
import { changeOf, id, text, version } from "@millrace/contracts/values";
import * as z from "zod";
import { maxDepth, maxTree } from "../domain/category.ts";

/** What the routes of categories take and give. */

const categoryName = text(100).meta({ example: "Shirts" });

export const categoryDraft = z.strictObject({
  name: categoryName,
  parentId: id("category").optional().meta({ description: "The category to put it into; at the top when absent." }),
});

export const categoryChange = changeOf({
  name: categoryName.optional(),
  parentId: id("category").nullable().optional().meta({ description: "`null` moves it to the top." }),
}).meta({ example: { name: "Shirts" } });

export const category = z
  .strictObject({
    categoryId: id("category"),
    name: categoryName,
    parentId: id("category").optional(),
    status: z.enum(categoryStatuses),
    version,
  })
  .meta({ id: "Category" });

export const categoryTree = z.strictObject({
  items: z
    .array(
      z
        .strictObject({
          ...category.shape,
          depth: z.int().min(1).max(maxDepth),
          products: z.int().min(0).meta({ description: "Published products in this very category." }),
          productsBelow: z
            .int()
            .min(0)
            .meta({ description: "Published products in this category and those below it, one in two of them twice." }),
        })
        .meta({ id: "CategoryInTree" }),
    )
    .max(maxTree)
    .meta({ description: "Each category before those in it, sisters by name." }),
});
