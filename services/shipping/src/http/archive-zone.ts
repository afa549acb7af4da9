import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { ZoneArchived } from "@millrace/contracts/shipping";
import { zoneDetails } from "@millrace/contracts/shipping-api";
import { id } from "@millrace/contracts/values";
import { VersionMismatch } from "@millrace/kernel/refusals";
import * as z from "zod";
import { countriesOf, coveragesAfter } from "../domain/coverage.ts";
import { archiveZone as archived, ZoneArchivedBefore, ZoneNotFound } from "../domain/zone.ts";
import type { Ports } from "../env.ts";

export const archiveZone = defineRoute(
  {
    method: "POST",
    path: "/v1/shipping-zones/{zoneId}/archive",
    summary: "End a zone: nothing is shipped by it any more, and its regions are free for other zones.",
    rule: "settings:write",
    params: z.strictObject({ zoneId: id("zone") }),
    answers: { 200: zoneDetails },
    refusals: [ZoneNotFound, ZoneArchivedBefore, VersionMismatch],
    idempotency: "optional",
    ifMatch: "required",
  },
  ({ zones, journal, idempotency, now }: Ports) =>
    async ({ params: { zoneId }, ifMatch, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const before = await zones.getZone(zoneId);
      if (before === undefined) throw ZoneNotFound();
      const at = now();
      const zone = archived(before, ifMatch, at);
      const countries = countriesOf(before, zone);
      const coverages = coveragesAfter(zone, countries, await zones.listCoverages(countries));
      return idempotency.commit({
        once,
        answer: ok(zone, etag(zone.version)),
        parts: [
          // First, for a writer who lost the zone itself is told so, and not that its countries changed.
          journal.append({
            aggregateId: zoneId,
            sequence: zone.version,
            event: ZoneArchived,
            data: { zoneId },
            at,
            origin,
          }),
          ...zones.replace(zone, coverages),
        ],
      });
    },
);
