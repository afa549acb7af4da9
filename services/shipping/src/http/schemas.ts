import { maxMethods, maxRates, shippingMethod, shippingRate, zoneFields } from "@millrace/contracts/shipping";
import { distinct, id, taxClass, timestamp, version } from "@millrace/contracts/values";
import { isRegion } from "@millrace/kernel/regions";
import * as z from "zod";
import { zoneStatuses } from "../domain/zone.ts";

/** What shipping's routes take and give. */

function inOrder(least: number | undefined, most: number | undefined): boolean {
  return least === undefined || most === undefined || least <= most;
}

const rates = z
  .array(
    shippingRate
      .refine((rate) => inOrder(rate.minWeightGrams, rate.maxWeightGrams), {
        path: ["maxWeightGrams"],
        message: "is below minWeightGrams",
      })
      .refine((rate) => inOrder(rate.minPrice, rate.maxPrice), { path: ["maxPrice"], message: "is below minPrice" })
      .refine((rate) => inOrder(rate.minItems, rate.maxItems), { path: ["maxItems"], message: "is below minItems" }),
  )
  .min(1)
  .max(maxRates);

type MethodParts = Pick<z.output<typeof shippingMethod>, "kind" | "minDays" | "maxDays" | "locationId">;

/** What one field of a method demands of another. */
function coherent<Method extends z.ZodType<MethodParts>>(method: Method) {
  return method
    .refine((given) => given.minDays <= given.maxDays, { path: ["maxDays"], message: "is below minDays" })
    .refine((given) => (given.kind === "pickup") === (given.locationId !== undefined), {
      path: ["locationId"],
      message: "is what a pick-up has, and a delivery has not",
    })
    .meta({
      example: {
        name: "Parcel",
        kind: "delivery",
        rates: [{ amount: 490, currency: "EUR" }],
        taxClass: "standard",
        minDays: 1,
        maxDays: 3,
      },
    });
}

const draftOf = {
  ...zoneFields,
  countries: zoneFields.countries.check(({ value, issues }) => {
    for (const [place, { country, regions = [] }] of value.entries()) {
      for (const [index, region] of regions.entries()) {
        if (isRegion(country, region)) continue;
        const message = `is no region of ${country} in ISO 3166-2`;
        issues.push({ code: "custom", input: region, path: [place, "regions", index], message });
      }
    }
  }),
};

const { shippingMethodId, ...methodFields } = shippingMethod.shape;
const draftFields = { ...methodFields, rates, taxClass: taxClass.default("standard") };

export const newZone = z.strictObject({
  ...draftOf,
  methods: z.array(coherent(z.strictObject(draftFields))).max(maxMethods),
});

/** A zone anew. One of its methods keeps its id by naming it, so that carts keep their choice. */
export const zoneDraft = z.strictObject({
  ...draftOf,
  methods: z
    .array(coherent(z.strictObject({ ...draftFields, shippingMethodId: shippingMethodId.optional() })))
    .max(maxMethods)
    .refine(
      (methods) => distinct(methods.map((method, index) => method.shippingMethodId ?? index)),
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
