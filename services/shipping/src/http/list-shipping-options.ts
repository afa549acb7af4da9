import { defineRoute, ok } from "@millrace/contracts/define-route";
import { withRealRegion } from "@millrace/contracts/places";
import { maxParcelGrams, maxParcelItems } from "@millrace/contracts/shipping";
import { countryCode, currencyCode, regionCode, shippingOption } from "@millrace/contracts/values";
import { maxAmount } from "@millrace/kernel/money";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { RegionRequired } from "@millrace/kernel/refusals";
import { regionGap } from "@millrace/kernel/regions";
import { cacheable } from "@millrace/lambda/cacheable";
import { estimateOf, zonedRegions, zonesQuoter } from "@millrace/pricing/shipping";
import * as z from "zod";
import type { Ports } from "../ports.ts";

function whole(most: number) {
  return z.coerce.number().int().min(0).max(most);
}

/** A parcel as a storefront asks about it, without a cart. */
const parcelQuery = withRealRegion(
  z.strictObject({
    country: countryCode.meta({ description: "Where the parcel goes: ISO 3166-1 alpha-2." }),
    region: regionCode.optional(),
    currency: currencyCode.meta({ description: "In which currency to quote." }),
    weightGrams: whole(maxParcelGrams).meta({ description: "The parcel's weight." }),
    price: whole(maxAmount).meta({ description: "Minor units of the goods after discounts." }),
    items: whole(maxParcelItems).meta({ description: "How many units are in the parcel." }),
  }),
);

/** For a product's page: what shipping would cost. What it does cost, the cart shows and the checkout settles. */
export const listShippingOptions = defineRoute(
  "GET /v1/shipping-options",
  {
    summary: "Quote the ways to ship a parcel, the cheapest first, without a cart.",
    rule: "public",
    query: parcelQuery,
    answers: { 200: z.strictObject({ items: z.array(shippingOption) }) },
    refusals: [RegionRequired],
  },
  async ({ query, at }, { zones }: Ports) => {
    const { country, region, ...parcel } = query;
    const destination = { country, region };
    const covered = await zones.getCoverage(country);
    const reason = covered && regionGap(zonedRegions(covered), destination);
    if (reason !== undefined) throw RegionRequired(undefined, { errors: [{ field: "query.region", reason }] });
    const options = await zonesQuoter(covered)({ ...parcel, destination });
    const items = options.map((option) => {
      const { shippingMethodId, name, kind, amount, locationId } = option;
      return omitUndefined({ shippingMethodId, name, kind, amount, estimate: estimateOf(option, at), locationId });
    });
    return cacheable(ok({ items }));
  },
);
