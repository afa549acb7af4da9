import * as z from "zod";
import { defineEvent } from "./define-event.ts";
import {
  countryCode,
  id,
  locationId,
  maxQuantity,
  paragraph,
  quantity,
  regionCode,
  sku,
  text,
  timestamp,
} from "./values.ts";

const example = { sku: "TEE-BLUE-M", locationId: "loc_main" };

/** Received units were booked in. */
export const StockReceived = defineEvent({
  service: "inventory",
  aggregate: "causeId",
  exampleId: "rcp_01kaq3v8e0m4t6w8y0a2c4e6g8",
  name: "stock.received",
  version: 1,
  data: z.strictObject({ receiptId: id("receipt"), sku, locationId, quantity }),
  example: {
    receiptId: "rcp_01kaq3v8e0m4t6w8y0a2c4e6g8",
    sku: "TEE-BLUE-M",
    locationId: "loc_main",
    quantity: 50,
  },
});

/** Why units come or go that nobody received or ordered. */
export const adjustmentReasons = ["damaged", "lost", "found", "correction", "other"] as const;

const adjusted = z
  .int()
  .min(-maxQuantity)
  .max(maxQuantity)
  .meta({ description: "Units that came; fewer than none when they went.", example: -2 });

/** What an adjustment changes and why. */
export const adjustmentFields = {
  locationId,
  quantity: adjusted.refine((units) => units !== 0, "is nothing"),
  reason: z.enum(adjustmentReasons),
  note: paragraph(500).optional(),
};

/** Units were taken out or put in, with a reason. */
export const StockAdjusted = defineEvent({
  service: "inventory",
  aggregate: "causeId",
  exampleId: "adj_01kaq3v8e0m4t6w8y0a2c4e6g8",
  name: "stock.adjusted",
  version: 1,
  data: z.strictObject({ adjustmentId: id("adjustment"), sku, ...adjustmentFields, quantity: adjusted }),
  example: { adjustmentId: "adj_01kaq3v8e0m4t6w8y0a2c4e6g8", ...example, quantity: -2, reason: "damaged" },
});

/** Units moved from one location to another. */
export const StockTransferred = defineEvent({
  service: "inventory",
  aggregate: "causeId",
  exampleId: "trf_01kaq3v8e0m4t6w8y0a2c4e6g8",
  name: "stock.transferred",
  version: 1,
  data: z.strictObject({ transferId: id("transfer"), sku, from: locationId, to: locationId, quantity }),
  example: {
    transferId: "trf_01kaq3v8e0m4t6w8y0a2c4e6g8",
    sku: "TEE-BLUE-M",
    from: "loc_main",
    to: "loc_berlin",
    quantity: 10,
  },
});

/** The most units that can be counted at one location. */
const maxCounted = 10_000_000;
/** How many units a stock count found. */
export const counted = z.int().min(0).max(maxCounted).meta({ description: "Units that are there, sold or not." });
const difference = z.int().meta({ description: "By how many units the count is above what was on hand." });

/** A location was counted; `difference` is what the count corrected. */
export const StockCounted = defineEvent({
  service: "inventory",
  aggregate: "causeId",
  exampleId: "cnt_01kaq3v8e0m4t6w8y0a2c4e6g8",
  name: "stock.counted",
  version: 1,
  data: z.strictObject({ stockCountId: id("stockCount"), sku, locationId, counted, difference }),
  example: { stockCountId: "cnt_01kaq3v8e0m4t6w8y0a2c4e6g8", ...example, counted: 48, difference: -2 },
});

/** Whether a SKU may be sold beyond what is there. */
export const stockPolicy = z
  .strictObject({
    kind: z.enum(["backorder", "preorder"]),
    limit: z.int().min(1).max(100_000).meta({ description: "How many units more than there are may be sold." }),
    shipsAt: timestamp.optional().meta({ description: "From when on the units are expected." }),
  })
  .meta({ id: "StockPolicy" });

/** From how many available units down a SKU is low. */
export const lowAt = z
  .int()
  .min(1)
  .max(maxCounted)
  .meta({ description: "Below how many available units, over all locations, the stock is low." });

/** A SKU's policy or threshold changed; the fact holds all settings it now has. */
export const StockSettingsChanged = defineEvent({
  service: "inventory",
  aggregate: "stock",
  exampleId: "stk_TEE-BLUE-M",
  name: "stock.settings_changed",
  version: 1,
  data: z.strictObject({ sku, policy: stockPolicy.optional(), lowAt: lowAt.optional() }),
  example: {
    sku: "TEE-BLUE-M",
    policy: { kind: "backorder", limit: 100, shipsAt: "2026-12-23T09:30:00.000Z" },
    lowAt: 10,
  },
});

/** A location where counters are not what the ledgers say, and by how much they are above it. */
export const drift = z
  .strictObject({
    locationId,
    onHand: z.int(),
    reserved: z.int(),
    allocated: z.int(),
    available: z.int(),
  })
  .meta({ id: "StockDrift", description: "By how much a location's counters are above what the ledgers say." });

/** Locations of a shop. A checkout reads them all, so they are one item; the stock of a SKU names each of them. */
export const maxLocations = 20;

/** Counters that were not what the ledgers say, by location. */
export const drifts = z.array(drift).max(maxLocations);

/** Counters were set to what the ledgers say. */
export const StockReconciled = defineEvent({
  service: "inventory",
  aggregate: "causeId",
  exampleId: "rec_01kaq3v8e0m4t6w8y0a2c4e6g8",
  name: "stock.reconciled",
  version: 1,
  data: z.strictObject({ reconciliationId: id("reconciliation"), sku, drift: drifts }),
  example: {
    reconciliationId: "rec_01kaq3v8e0m4t6w8y0a2c4e6g8",
    sku: "TEE-BLUE-M",
    drift: [{ locationId: "loc_main", onHand: 2, reserved: 0, allocated: 0, available: 2 }],
  },
});

const alert = {
  sku,
  available: z.int().meta({ description: "Units that can be sold, over all locations." }),
  lowAt: lowAt.optional(),
};

/** Fewer units of a SKU are available than its threshold. */
export const StockLow = defineEvent({
  service: "inventory",
  aggregate: "alert",
  exampleId: "alr_TEE-BLUE-M",
  name: "stock.low",
  version: 1,
  data: z.strictObject(alert),
  example: { sku: "TEE-BLUE-M", available: 7, lowAt: 10 },
});

/** No unit of a SKU is available any more. */
export const StockDepleted = defineEvent({
  service: "inventory",
  aggregate: "alert",
  exampleId: "alr_TEE-BLUE-M",
  name: "stock.depleted",
  version: 1,
  data: z.strictObject(alert),
  example: { sku: "TEE-BLUE-M", available: 0, lowAt: 10 },
});

/** A SKU's stock is neither low nor depleted any more. */
export const StockReplenished = defineEvent({
  service: "inventory",
  aggregate: "alert",
  exampleId: "alr_TEE-BLUE-M",
  name: "stock.replenished",
  version: 1,
  data: z.strictObject(alert),
  example: { sku: "TEE-BLUE-M", available: 57, lowAt: 10 },
});

/** A location as staff writes it. */
export const locationFields = {
  name: text(100),
  priority: z.int().min(0).max(1000).meta({ description: "The lower, the sooner it is sold from." }),
  active: z.boolean().meta({ description: "Whether it is sold from." }),
  country: countryCode.optional().meta({ description: "What is picked up here is taxed here." }),
  region: regionCode.optional(),
};

/** A place that has stock. */
export const location = z.strictObject({ locationId, ...locationFields }).meta({ id: "Location" });

/** A location was named, or changed. */
export const LocationUpdated = defineEvent({
  service: "inventory",
  aggregate: "book",
  exampleId: "location_book",
  name: "location.updated",
  version: 1,
  data: location,
  example: { locationId: "loc_main", name: "Main warehouse", priority: 10, active: true, country: "DE" },
});

/** In which order places are taken from. */
export const allocationStrategy = z.enum(["priority", "fewest_parcels"]).meta({
  description: "Sell from the first location by priority, or from one that alone has all of an order, if there is one.",
});

/** Orders take their units from locations by another strategy. */
export const AllocationStrategyChanged = defineEvent({
  service: "inventory",
  aggregate: "book",
  exampleId: "location_book",
  name: "allocation_strategy.changed",
  version: 1,
  data: z.strictObject({ strategy: allocationStrategy }),
  example: { strategy: "fewest_parcels" },
});
