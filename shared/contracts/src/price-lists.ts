import * as z from "zod";
import { defineEvent } from "./define-event.ts";
import { amount, customerGroups, distinct, id, moneyValue, quantity, sku, text, timestamp } from "./values.ts";

/** The prices that one list has for one SKU. */
const maxPricesPerSku = 20;

/** A price from a quantity on, and what the SKU cost before. */
const listPrice = moneyValue
  .extend({
    minQuantity: quantity.optional().meta({ description: "From how many pieces in one line it holds; 1 when absent." }),
    compareAt: amount.optional().meta({ description: "What it cost before, to be shown struck through." }),
  })
  .meta({ id: "ListPrice" });

/** What one SKU costs on a list. */
export const listPrices = z
  .array(listPrice)
  .max(maxPricesPerSku)
  .refine(
    (list) => distinct(list.map(({ currency, minQuantity = 1 }) => `${currency} ${minQuantity}`)),
    "names a currency and quantity twice",
  );

/**
 * SKUs whose prices one command can change. Two items each fit into one transaction with the list and its journal
 * entry.
 */
export const maxPricedSkus = 40;

const priceListFields = {
  priceListId: id("priceList"),
  name: text(100),
  kind: z.enum(["sale", "override"]).meta({
    description: "A sale counts where it is the lowest; an override replaces the base price, also by a higher one.",
  }),
  status: z.enum(["active", "paused"]),
  startsAt: timestamp.optional(),
  endsAt: timestamp.optional().meta({ description: "From then on it no longer holds." }),
  groups: customerGroups.meta({ description: "The customer groups that it is for; everybody when empty." }),
};

/** A list of prices that hold for some customers, for a time, or both. */
export const priceList = z.strictObject(priceListFields);

const example = {
  priceListId: "prl_01kaq3v8e0m4t6w8y0a2c4e6g8",
  name: "Winter sale",
  kind: "sale" as const,
  status: "active" as const,
  startsAt: "2026-11-23T09:30:00.000Z",
  endsAt: "2026-12-23T09:30:00.000Z",
  groups: ["trade"],
};

/** A price list was added to the shop's price book. */
export const PriceListCreated = defineEvent({
  service: "catalog",
  aggregate: "book",
  exampleId: "price_book",
  name: "price_list.created",
  version: 1,
  data: priceList,
  example,
});

/** A price list's name, status, window of time or customer groups changed. */
export const PriceListUpdated = defineEvent({
  service: "catalog",
  aggregate: "book",
  exampleId: "price_book",
  name: "price_list.updated",
  version: 1,
  data: priceList,
  example,
});

/** A price list and all its prices no longer hold. */
export const PriceListRemoved = defineEvent({
  service: "catalog",
  aggregate: "book",
  exampleId: "price_book",
  name: "price_list.removed",
  version: 1,
  data: z.strictObject({ priceListId: id("priceList") }),
  example: { priceListId: example.priceListId },
});

/** A price list has other prices: all that it now has for each of the SKUs, none where they were removed. */
export const PriceListPricesChanged = defineEvent({
  service: "catalog",
  aggregate: "priceListId",
  name: "price_list.prices_changed",
  version: 1,
  data: z.strictObject({
    priceListId: id("priceList"),
    items: z
      .array(z.strictObject({ sku, prices: listPrices }))
      .min(1)
      .max(maxPricedSkus),
  }),
  example: {
    priceListId: example.priceListId,
    items: [{ sku: "TEE-BLUE-M", prices: [{ amount: 1490, currency: "EUR" }] }],
  },
});
