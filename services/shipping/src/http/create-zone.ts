import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { CoverageTooLarge, countriesOf, coveragesAfter, RegionTaken } from "../domain/coverage.ts";
import { create } from "../domain/zone.ts";
import type { Ports } from "../ports.ts";
import { newZone, zoneDetails } from "./schemas.ts";

export const createZone = defineRoute(
  "POST /v1/shipping-zones",
  {
    summary: "Create a zone: where its shipping methods are offered. A region belongs to one active zone at most.",
    rule: "settings:write",
    body: newZone,
    answers: { 201: zoneDetails },
    refusals: [RegionTaken, CoverageTooLarge],
  },
  async (request, { zones, write, newId }: Ports) => {
    const { body, at } = request;
    const ids = { zoneId: newId("zone"), methodIds: body.methods.map(() => newId("shippingMethod")) };
    const { state, fact } = create(body, ids, at);
    const coverages = coveragesAfter(state, await zones.listCoverages(countriesOf(undefined, state)));
    const answer = created(state, `/v1/shipping-zones/${state.zoneId}`, etag(state.version));
    return write(request, fact, zones.write(state, coverages), answer);
  },
);
