import * as z from "zod";
import { distinct } from "./catalog.ts";
import { countryCode } from "./countries.ts";
import { defineEvent } from "./define-event.ts";
import { regionCode } from "./destination.ts";
import { amount, id, locationId, maxQuantity, moneyValue, taxClass, text } from "./values.ts";

/** A thousand tonnes. */
export const maxParcelGrams = 1_000_000_000;
/** The pieces of 40 full lines. */
export const maxParcelItems = 40 * maxQuantity;

export const weightGrams = z.int().min(0).max(maxParcelGrams);
const items = z.int().min(0).max(maxParcelItems);

const inOrder = (least: number | undefined, most: number | undefined): boolean =>
  least === undefined || most === undefined || least <= most;

const shippingRate = z
  .strictObject({
    ...moneyValue.shape,
    minWeightGrams: weightGrams.optional(),
    maxWeightGrams: weightGrams.optional(),
    minPrice: amount.optional(),
    maxPrice: amount.optional(),
    minItems: items.optional(),
    maxItems: items.optional(),
  })
  .refine((rate) => inOrder(rate.minWeightGrams, rate.maxWeightGrams), {
    path: ["maxWeightGrams"],
    message: "is below minWeightGrams",
  })
  .refine((rate) => inOrder(rate.minPrice, rate.maxPrice), { path: ["maxPrice"], message: "is below minPrice" })
  .refine((rate) => inOrder(rate.minItems, rate.maxItems), { path: ["maxItems"], message: "is below minItems" })
  .meta({ id: "ShippingRate", description: "Bounds are inclusive; prices are of the goods after discounts." });

const maxDays = 90;

const methodFields = {
  name: text(60),
  kind: z.enum(["delivery", "pickup"]),
  rates: z.array(shippingRate).min(1).max(20).meta({ description: "The first row that fits the parcel counts." }),
  taxClass,
  minDays: z.int().min(0).max(maxDays),
  maxDays: z.int().min(0).max(maxDays),
  locationId: locationId.optional().meta({ description: "Where a pick-up waits; a delivery has none." }),
};

type MethodParts = {
  readonly kind: string;
  readonly minDays: number;
  readonly maxDays: number;
  readonly locationId?: string | undefined;
};

/** What one field of a method demands of another. */
const coherent = <Method extends z.ZodType<MethodParts>>(method: Method) =>
  method
    .refine((given) => given.minDays <= given.maxDays, { path: ["maxDays"], message: "is below minDays" })
    .refine((given) => (given.kind === "pickup") === (given.locationId !== undefined), {
      path: ["locationId"],
      message: "is what a pick-up has, and a delivery has not",
    });
/** A method as staff writes it. One of the zone's own keeps its id by naming it, so that carts keep their choice. */
export const shippingMethodDraft = coherent(
  z.strictObject({
    ...methodFields,
    shippingMethodId: id("shippingMethod").optional(),
    taxClass: taxClass.default("standard"),
  }),
);

export const newShippingMethod = coherent(z.strictObject({ ...methodFields, taxClass: taxClass.default("standard") }));

export const shippingMethod = coherent(
  z.strictObject({ shippingMethodId: id("shippingMethod"), ...methodFields }),
).meta({ id: "ShippingMethod" });

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

export const ZoneCreated = defineEvent({ service: "shipping", name: "zone.created", version: 1, data: zone, example });

export const ZoneUpdated = defineEvent({ service: "shipping", name: "zone.updated", version: 1, data: zone, example });

export const ZoneArchived = defineEvent({
  service: "shipping",
  name: "zone.archived",
  version: 1,
  data: z.strictObject({ zoneId: id("zone") }),
  example: { zoneId: example.zoneId },
});
