import * as z from "zod";
import { defineEvent } from "./define-event.ts";
import {
  amount,
  countryCode,
  distinct,
  id,
  locationId,
  maxQuantity,
  moneyValue,
  regionCode,
  taxClass,
  text,
} from "./values.ts";

/** A thousand tonnes. */
export const maxParcelGrams = 1_000_000_000;
/** The units of 40 full lines. */
export const maxParcelItems = 40 * maxQuantity;

const weightGrams = z.int().min(0).max(maxParcelGrams);
const items = z.int().min(0).max(maxParcelItems);

/** What is demanded of one field by another is in the API's schemas: JSON Schema cannot say it. */
export const shippingRate = z
  .strictObject({
    ...moneyValue.shape,
    minWeightGrams: weightGrams.optional(),
    maxWeightGrams: weightGrams.optional(),
    minPrice: amount.optional(),
    maxPrice: amount.optional(),
    minItems: items.optional(),
    maxItems: items.optional(),
  })
  .meta({ id: "ShippingRate", description: "Bounds are inclusive; prices are of the goods after discounts." });

const maxDays = 90;
/** The rates that one method may have. */
export const maxRates = 20;

/** A way of shipping with its rates. */
export const shippingMethod = z
  .strictObject({
    shippingMethodId: id("shippingMethod"),
    name: text(60),
    kind: z.enum(["delivery", "pickup"]),
    rates: z
      .array(shippingRate)
      .min(1)
      .max(maxRates)
      .meta({ description: "The first row that fits the parcel counts." }),
    taxClass,
    minDays: z.int().min(0).max(maxDays).meta({ description: "Calendar days from order to door, or to the counter." }),
    maxDays: z.int().min(0).max(maxDays),
    locationId: locationId.optional().meta({ description: "Where a pick-up waits; a delivery has none." }),
  })
  .meta({ id: "ShippingMethod" });

/** The methods of one zone; a page of checkout shows no more. */
export const maxMethods = 10;

/** 80 countries before and after a change, each one coverage, fit into one transaction. */
const maxCountries = 40;

const coveredCountry = z.strictObject({
  country: countryCode,
  regions: z
    .array(regionCode)
    .min(1)
    .max(60)
    .refine(distinct, "names a region twice")
    .optional()
    .meta({ description: "The whole country when absent." }),
});

/** What a zone is, beside its methods. */
export const zoneFields = {
  name: text(60),
  countries: z
    .array(coveredCountry)
    .min(1)
    .max(maxCountries)
    .refine((list) => distinct(list.map(({ country }) => country)), "names a country twice"),
};

const zone = z.strictObject({
  zoneId: id("zone"),
  ...zoneFields,
  methods: z.array(shippingMethod).max(maxMethods),
});

const example: z.output<typeof zone> = {
  zoneId: "zon_01kaq3v8e0m4t6w8y0a2c4e6g8",
  name: "Islands",
  countries: [{ country: "ES", regions: ["CN", "IB"] }, { country: "MT" }],
  methods: [
    {
      shippingMethodId: "shm_01kaq3v8e0m4t6w8y0a2c4e6g8",
      name: "Boat",
      kind: "delivery",
      rates: [{ amount: 1290, currency: "EUR", maxWeightGrams: 20_000 }],
      taxClass: "standard",
      minDays: 4,
      maxDays: 9,
    },
  ],
};

/** A shipping zone was created. */
export const ZoneCreated = defineEvent({
  service: "shipping",
  aggregate: "zoneId",
  name: "zone.created",
  version: 1,
  data: zone,
  example,
});

/** A shipping zone was replaced as a whole. */
export const ZoneUpdated = defineEvent({
  service: "shipping",
  aggregate: "zoneId",
  name: "zone.updated",
  version: 1,
  data: zone,
  example,
});

/** A shipping zone ended. */
export const ZoneArchived = defineEvent({
  service: "shipping",
  aggregate: "zoneId",
  name: "zone.archived",
  version: 1,
  data: z.strictObject({ zoneId: id("zone") }),
  example: { zoneId: example.zoneId },
});
