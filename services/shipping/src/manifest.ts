import { defineService } from "@millrace/contracts/define-service";
import { ZoneArchived, ZoneCreated, ZoneUpdated } from "@millrace/contracts/shipping";
import { archiveZone } from "./http/archive-zone.ts";
import { createZone } from "./http/create-zone.ts";
import { getZone } from "./http/get-zone.ts";
import { listShippingOptions } from "./http/list-shipping-options.ts";
import { listZones } from "./http/list-zones.ts";
import { updateZone } from "./http/update-zone.ts";

export const shipping = defineService("shipping", {
  purpose: "Where the shop ships to, by which methods, and what they cost.",
  routes: { createZone, updateZone, archiveZone, getZone, listZones, listShippingOptions },
  publishes: [ZoneCreated, ZoneUpdated, ZoneArchived],
});
