import { defineRoute, ok } from "@millrace/contracts/define-route";
import { shippingOption } from "@millrace/contracts/values";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { RegionRequired } from "@millrace/kernel/refusals";
import { cacheable } from "@millrace/lambda/cacheable";
import { openRegionOf } from "@millrace/pricing/sale";
import { estimateOf, zonesQuoter } from "@millrace/pricing/shipping";
import * as z from "zod";
import type { Ports } from "../ports.ts";
import { parcelQuery } from "./schemas.ts";

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
    const reason = openRegionOf(destination, { covered, rates: undefined });
    if (reason !== undefined) throw RegionRequired(undefined, { errors: [{ field: "query.region", reason }] });
    const options = await zonesQuoter(covered)({ ...parcel, destination });
    const items = options.map((option) => {
      const { shippingMethodId, name, kind, amount, locationId } = option;
      return omitUndefined({ shippingMethodId, name, kind, amount, estimate: estimateOf(option, at), locationId });
    });
    return cacheable(ok({ items }));
  },
);
