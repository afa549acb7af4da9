import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { ZoneUpdated } from "@millrace/contracts/shipping";
import { zoneDetails, zoneDraft } from "@millrace/contracts/shipping-api";
import { id } from "@millrace/contracts/values";
import { VersionMismatch } from "@millrace/kernel/refusals";
import * as z from "zod";
import { CoverageTooLarge, countriesOf, coveragesAfter, RegionTaken } from "../domain/coverage.ts";
import { factOf, MethodNotFound, ZoneArchivedBefore, ZoneNotFound, updateZone as zoneAfter } from "../domain/zone.ts";
import type { Ports } from "../env.ts";

/** Carts show the change at once; an order keeps what it was shipped for. */
export const updateZone = defineRoute(
  {
    method: "PUT",
    path: "/v1/shipping-zones/{zoneId}",
    summary: "Set a zone as a whole; a method that names its id stays the one that carts chose.",
    rule: "settings:write",
    params: z.strictObject({ zoneId: id("zone") }),
    body: zoneDraft,
    answers: { 200: zoneDetails },
    refusals: [ZoneNotFound, MethodNotFound, ZoneArchivedBefore, RegionTaken, CoverageTooLarge, VersionMismatch],
    idempotency: "optional",
    ifMatch: "required",
  },
  ({ zones, journal, idempotency, now, newId }: Ports) =>
    async ({ params: { zoneId }, body, ifMatch, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const before = await zones.getZone(zoneId);
      if (before === undefined) throw ZoneNotFound();
      const at = now();
      const methodIds = body.methods.map(() => newId("shippingMethod"));
      const zone = zoneAfter(before, body, ifMatch, methodIds, at);
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
            event: ZoneUpdated,
            data: factOf(zone),
            at,
            origin,
          }),
          ...zones.replace(zone, coverages),
        ],
      });
    },
);
