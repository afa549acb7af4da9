import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { ZoneCreated } from "@millrace/contracts/shipping";
import { newZone, zoneDetails } from "@millrace/contracts/shipping-api";
import { CoverageTooLarge, countriesOf, coveragesAfter, RegionTaken } from "../domain/coverage.ts";
import { factOf, createZone as zoneFrom } from "../domain/zone.ts";
import type { Ports } from "../env.ts";

export const createZone = defineRoute(
  {
    method: "POST",
    path: "/v1/shipping-zones",
    summary: "Create a zone: where its shipping methods are offered. A region belongs to one active zone at most.",
    rule: "settings:write",
    body: newZone,
    answers: { 201: zoneDetails },
    refusals: [RegionTaken, CoverageTooLarge],
    idempotency: "optional",
  },
  ({ zones, journal, idempotency, now, newId }: Ports) =>
    async ({ body, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const at = now();
      const ids = { zoneId: newId("zone"), methodIds: body.methods.map(() => newId("shippingMethod")) };
      const zone = zoneFrom(body, ids, at);
      const countries = countriesOf(undefined, zone);
      const coverages = coveragesAfter(zone, countries, await zones.listCoverages(countries));
      const { zoneId, version } = zone;
      return idempotency.commit({
        once,
        answer: created(zone, `/v1/shipping-zones/${zoneId}`, etag(version)),
        parts: [
          journal.append({
            aggregateId: zoneId,
            sequence: version,
            event: ZoneCreated,
            data: factOf(zone),
            at,
            origin,
          }),
          ...zones.create(zone, coverages),
        ],
      });
    },
);
