import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { found } from "@millrace/kernel/preconditions";
import { ZoneNotFound } from "../domain/zone.ts";
import type { Ports } from "../ports.ts";
import { zoneDetails } from "./schemas.ts";

export const getZone = defineRoute(
  "GET /v1/shipping-zones/{zoneId}",
  {
    summary: "Read a zone with its shipping methods.",
    rule: "settings:read",
    answers: { 200: zoneDetails },
    refusals: [ZoneNotFound],
  },
  async ({ params }, { zones }: Ports) => {
    const zone = found(await zones.getZone(params.zoneId), ZoneNotFound);
    return ok(zone, etag(zone.version));
  },
);
