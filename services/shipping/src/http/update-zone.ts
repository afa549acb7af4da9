import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { found } from "@millrace/kernel/preconditions";
import { CoverageTooLarge, countriesOf, coveragesAfter, RegionTaken } from "../domain/coverage.ts";
import { MethodNotFound, replace, ZoneAlreadyArchived, ZoneNotFound } from "../domain/zone.ts";
import type { Ports } from "../ports.ts";
import { zoneDetails, zoneDraft } from "./schemas.ts";

/** Carts show the change at once; an order keeps what it was shipped for. */
export const updateZone = defineRoute(
  "PUT /v1/shipping-zones/{zoneId}",
  {
    summary: "Set a zone as a whole; a method that names its id stays the one that carts chose.",
    rule: "settings:write",
    body: zoneDraft,
    answers: { 200: zoneDetails },
    refusals: [ZoneNotFound, MethodNotFound, ZoneAlreadyArchived, RegionTaken, CoverageTooLarge],
    ifMatch: "required",
  },
  async (request, { zones, write, newId }: Ports) => {
    const { params, body, ifMatch, at } = request;
    const before = found(await zones.getZone(params.zoneId), ZoneNotFound);
    const methodIds = body.methods.map(() => newId("shippingMethod"));
    const { state, fact } = replace(before, body, ifMatch, methodIds, at);
    const coverages = coveragesAfter(state, await zones.listCoverages(countriesOf(before, state)));
    return write(request, fact, zones.write(state, coverages), ok(state, etag(state.version)));
  },
);
