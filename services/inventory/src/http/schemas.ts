import { allocationStrategy, location, lowAt, maxLocations, stockPolicy } from "@millrace/contracts/inventory";
import { locationId, sku, timestamp } from "@millrace/contracts/values";
import * as z from "zod";
import { movementKinds } from "../domain/stock.ts";

/** What inventory's routes take and give. */

/** The counters at a location. */
const counters = {
  onHand: z.int(),
  reserved: z.int().meta({ description: "Held by unpaid orders." }),
  allocated: z.int().meta({ description: "Owned by confirmed orders." }),
  available: z.int().meta({ description: "Below zero: sold ahead of what is there." }),
};

const settingsVersion = z
  .int()
  .min(0)
  .meta({ description: "Grows by one with every change of the settings, from 0; `If-Match` names it." });

/** What a SKU's stock is set to. */
export const stockSettings = z.strictObject({
  sku,
  policy: stockPolicy.optional(),
  lowAt: lowAt.optional(),
  version: settingsVersion,
});

/** A SKU's settings as staff writes them; `null` is none. */
export const stockSettingsDraft = z.strictObject({ policy: stockPolicy.nullable(), lowAt: lowAt.nullable() });

/** A SKU's stock at each location. */
export const stockDetails = stockSettings.extend({
  levels: z.array(z.strictObject({ locationId, ...counters })).max(maxLocations),
  totals: z.strictObject(counters).meta({ description: "All locations together." }),
});

/** All locations of the shop, and how an order's units are chosen among them. */
export const locationBook = z.strictObject({
  items: z.array(location).max(maxLocations),
  strategy: allocationStrategy,
  version: z
    .int()
    .min(0)
    .meta({ description: "Grows by one with every change of any location, from 0; `If-Match` names it." }),
});

/** One change of a SKU's stock. */
export const movement = z.strictObject({
  kind: z.enum(movementKinds),
  causeId: z.string(),
  pieces: z
    .array(z.strictObject({ locationId, quantity: z.int() }))
    .meta({ description: "How many units where; fewer than none where they leave." }),
  pending: z.literal(true).optional().meta({ description: "Not in the counters yet: within a minute it will be." }),
  movedAt: timestamp,
});
