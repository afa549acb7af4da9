import * as z from "zod";
import { allocationStrategy, location, lowAt, shards, stockPolicy } from "./inventory.ts";
import { locationId, sku } from "./values.ts";

/** What the routes of inventory take and give. */

/** Locations of a shop. A checkout reads them all, so they are one item; the stock of a SKU names each of them. */
export const maxLocations = 20;

const pieces = z.int();

/** The counters of one place. */
export const counters = {
  onHand: pieces,
  reserved: pieces.meta({ description: "Held by unpaid orders." }),
  allocated: pieces.meta({ description: "Owned by confirmed orders." }),
  available: pieces.meta({ description: "Below zero: sold ahead of what is there." }),
};

const settingsVersion = z
  .int()
  .min(0)
  .meta({ description: "Grows by one with every change of the settings, from 0; its ETag is the same number." });

/** What a SKU's stock is set to. */
export const stockSettings = z.strictObject({
  sku,
  policy: stockPolicy.optional(),
  lowAt: lowAt.optional(),
  shards,
  version: settingsVersion,
});

/** A SKU's settings as staff writes them; `null` is none. */
export const stockSettingsDraft = z.strictObject({ policy: stockPolicy.nullable(), lowAt: lowAt.nullable() });

/** A SKU's stock at each location, all shards together. */
export const stockDetails = stockSettings.extend({
  levels: z.array(z.strictObject({ locationId, ...counters })).max(maxLocations),
  totals: z.strictObject(counters).meta({ description: "All locations together." }),
});

/** A SKU's stock, shard by shard. */
export const shardedStock = z.strictObject({
  sku,
  shards,
  levels: z.array(z.strictObject({ locationId, shard: z.int().min(0), ...counters })),
  even: z.boolean().meta({ description: "Whether the pieces are spread; if not, send the same again." }),
});

/** All locations of the shop, and how an order's pieces are chosen among them. */
export const locationBook = z.strictObject({
  items: z.array(location).max(maxLocations),
  strategy: allocationStrategy,
  version: z
    .int()
    .min(0)
    .meta({ description: "Grows by one with every change of any location, from 0; its ETag is the same number." }),
});
