import { defineRoute, ok } from "@millrace/contracts/define-route";
import { zoneDetails, zoneStatuses } from "@millrace/contracts/shipping-api";
import { pageOf, pageQuery } from "@millrace/contracts/values";
import { actorOf } from "@millrace/kernel/caller";
import { CursorInvalid } from "@millrace/kernel/refusals";
import * as z from "zod";
import type { Ports } from "../env.ts";

export const listZones = defineRoute(
  {
    method: "GET",
    path: "/v1/shipping-zones",
    summary: "List the zones of one status, the newest first.",
    rule: "settings:read",
    query: z.strictObject({ ...pageQuery, status: z.enum(zoneStatuses).default("active") }),
    answers: { 200: pageOf(zoneDetails) },
    refusals: [CursorInvalid],
  },
  ({ zones, cursors }: Ports) =>
    async ({ query, caller }) => {
      const list = ["shipping-zones", query.status, actorOf(caller)];
      const from = await cursors.open(list, query.cursor);
      const { items, position } = await zones.listZones(query.status, query.limit, from);
      return ok({ items, nextCursor: await cursors.seal(list, position) });
    },
);
