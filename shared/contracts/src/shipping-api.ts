import { maxAmount } from "@millrace/kernel/money";
import * as z from "zod";
import { distinct } from "./catalog.ts";
import { countryCode } from "./countries.ts";
import { regionCode } from "./destination.ts";
import {
  maxMethods,
  maxParcelGrams,
  maxParcelItems,
  newShippingMethod,
  shippingMethod,
  shippingMethodDraft,
  zoneFields,
} from "./shipping.ts";
import { currencyCode, id, locationId, moneyValue, text, timestamp, version } from "./values.ts";

/** What shipping's routes take and give. */
export const zoneStatuses = ["active", "archived"] as const;

export const newZone = z.strictObject({ ...zoneFields, methods: z.array(newShippingMethod).max(maxMethods) });

export const zoneDraft = z.strictObject({
  ...zoneFields,
  methods: z
    .array(shippingMethodDraft)
    .max(maxMethods)
    .refine(
      (methods) => distinct(methods.map(({ shippingMethodId }, index) => shippingMethodId ?? index)),
      "names a method twice",
    ),
});

export const zoneDetails = z
  .strictObject({
    zoneId: id("zone"),
    ...zoneFields,
    methods: z.array(shippingMethod).max(maxMethods),
    status: z.enum(zoneStatuses),
    createdAt: timestamp,
    updatedAt: timestamp,
    version,
  })
  .meta({ id: "ShippingZone" });

const whole = (most: number) => z.coerce.number().int().min(0).max(most);

/** A parcel as a storefront asks about it, without a cart. */
export const parcelQuery = z.strictObject({
  country: countryCode,
  region: regionCode.optional(),
  currency: currencyCode,
  weightGrams: whole(maxParcelGrams),
  price: whole(maxAmount).meta({ description: "Minor units of the goods after discounts." }),
  items: whole(maxParcelItems),
});

const day = z.iso.date().meta({ example: "2026-11-27" });

/** The days of arrival, in UTC. */
export const deliveryEstimate = z.strictObject({ earliest: day, latest: day }).meta({ id: "DeliveryEstimate" });

/** A way to ship a parcel, what it costs and when it arrives. */
export const shippingOption = z
  .strictObject({
    shippingMethodId: id("shippingMethod"),
    name: text(60),
    kind: z.enum(["delivery", "pickup"]),
    amount: moneyValue,
    estimate: deliveryEstimate,
    locationId: locationId.optional().meta({ description: "Where a pick-up waits." }),
  })
  .meta({ id: "ShippingOption" });
