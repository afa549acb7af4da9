import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { found } from "@millrace/kernel/preconditions";
import { countriesOf, coveragesAfter } from "../domain/coverage.ts";
import { archive, ZoneAlreadyArchived, ZoneNotFound } from "../domain/zone.ts";
import type { Ports } from "../ports.ts";
import { zoneDetails } from "./schemas.ts";

export const archiveZone = defineRoute(
  "POST /v1/shipping-zones/{zoneId}/archive",
  {
    summary: "End a zone: nothing is shipped by it any more, and its regions are free for other zones.",
    rule: "settings:write",
    answers: { 200: zoneDetails },
    refusals: [ZoneNotFound, ZoneAlreadyArchived],
    ifMatch: "required",
  },
  async (request, { zones, write }: Ports) => {
    const before = found(await zones.getZone(request.params.zoneId), ZoneNotFound);
    const { state, fact } = archive(before, request.ifMatch, request.at);
    const coverages = coveragesAfter(state, await zones.listCoverages(countriesOf(before, state)));
    return write(request, fact, zones.write(state, coverages), ok(state, etag(state.version)));
  },
);
