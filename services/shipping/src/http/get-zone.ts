import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { id } from "@millrace/contracts/values";
import { found } from "@millrace/kernel/preconditions";
import * as z from "zod";
import { ZoneNotFound } from "../domain/zone.ts";
import type { Ports } from "../ports.ts";
import { zoneDetails } from "./schemas.ts";

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
      const zone = found(await zones.getZone(params.zoneId), ZoneNotFound);
      return ok(zone, etag(zone.version));
    },
);
