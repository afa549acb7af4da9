import { defineRoute, ok } from "@millrace/contracts/define-route";
import { listedStatus, pageOf, pageQuery } from "@millrace/contracts/values";
import * as z from "zod";
import { zoneStatuses } from "../domain/zone.ts";
import type { Ports } from "../ports.ts";
import { zoneDetails } from "./schemas.ts";

export const listZones = defineRoute(
  "GET /v1/shipping-zones",
  {
    summary: "List the zones of one status, the newest first.",
    rule: "settings:read",
    query: z.strictObject({ ...pageQuery, status: listedStatus(zoneStatuses, "active") }),
    answers: { 200: pageOf(zoneDetails) },
    paged: true,
  },
  async (request, { zones, cursors }: Ports) => {
    const { status } = request.query;
    const list = ["shipping-zones", status];
    return ok(await cursors.page(list, request, (limit, position) => zones.listZones(status, limit, position)));
  },
);
