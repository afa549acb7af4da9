import { listPrices, maxPricedSkus, priceList } from "@millrace/contracts/price-lists";
import { changeOf, distinct, id, pageOf, sku } from "@millrace/contracts/values";
import * as z from "zod";
import { maxPriceLists } from "../domain/price-list.ts";

/** What the routes of price lists take and give. */

function versionOf(what: string) {
  return z
    .int()
    .min(0)
    .meta({ description: `Grows by one with every change of ${what}, from 0; its ETag is the same number.` });
}

const bookVersion = versionOf("any price list");
const pricesVersion = versionOf("the list's prices");

const { name, kind, status, startsAt, endsAt, groups } = priceList.shape;

/** A price list as staff writes it. */
export const priceListDraft = z.strictObject({
  name,
  kind,
  status: status.default("active"),
  startsAt,
  endsAt,
  groups: groups.default([]),
});

/** What changes of a price list; `null` takes a date away. */
export const priceListChange = changeOf({
  name: name.optional(),
  status: status.optional(),
  startsAt: startsAt.nullable(),
  endsAt: endsAt.nullable(),
  groups: groups.optional(),
}).meta({ example: { status: "paused" } });

/** One price list; the version is that of the whole book, which `If-Match` names. */
export const priceListDetails = priceList.extend({ version: bookVersion }).meta({ id: "PriceList" });

/** Every price list of the shop, the oldest first. */
export const priceBook = z.strictObject({ items: z.array(priceList).max(maxPriceLists), version: bookVersion });

const someListPrices = listPrices.min(1);

export const listPricesDraft = z.strictObject({ prices: someListPrices });

export const manyListPricesDraft = z.strictObject({
  items: z
    .array(z.strictObject({ sku, prices: someListPrices }))
    .min(1)
    .max(maxPricedSkus)
    .refine((list) => distinct(list.map((item) => item.sku)), "names a SKU twice"),
});

const listedSku = z.strictObject({ sku, prices: listPrices });

/** The prices of SKUs in a list after a change. */
export const changedListPrices = z.strictObject({
  priceListId: id("priceList"),
  items: z.array(listedSku).min(1).max(maxPricedSkus),
  version: pricesVersion,
});

/** A page of the SKUs that have prices in a list. */
export const listedSkus = pageOf(listedSku).extend({ version: pricesVersion });
