import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { zoneDetails } from "@millrace/contracts/shipping-api";
import { id } from "@millrace/contracts/values";
import * as z from "zod";
import { ZoneNotFound } from "../domain/zone.ts";
import type { Ports } from "../env.ts";

export const getZone = defineRoute(
  {
    method: "GET",
    path: "/v1/shipping-zones/{zoneId}",
    summary: "Read a zone with its shipping methods.",
    rule: "settings:read",
    params: z.strictObject({ zoneId: id("zone") }),
    answers: { 200: zoneDetails },
    refusals: [ZoneNotFound],
  },
  ({ zones }: Ports) =>
    async ({ params }) => {
      const zone = await zones.getZone(params.zoneId);
      if (zone === undefined) throw ZoneNotFound();
      return ok(zone, etag(zone.version));
    },
);
