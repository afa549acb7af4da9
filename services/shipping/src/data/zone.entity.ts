import { indexed, perTable, primary } from "@millrace/table/table";
import { CustomAttributeType, Entity } from "electrodb";
import { type Zone, zoneStatuses } from "../domain/zone.ts";

export const zoneEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "shipping", entity: "zone", version: "1" },
      attributes: {
        zoneId: { type: "string", required: true },
        name: { type: "string", required: true },
        countries: { type: CustomAttributeType<Zone["countries"]>("any"), required: true },
        methods: { type: CustomAttributeType<Zone["methods"]>("any"), required: true },
        status: { type: zoneStatuses, required: true },
        createdAt: { type: "string", required: true },
        updatedAt: { type: "string", required: true },
        version: { type: "number", required: true },
      },
      indexes: {
        byId: primary({ partition: ["zoneId"], sort: [] }),
        byStatus: indexed("gsi1", { partition: ["status"], sort: ["zoneId"] }),
      },
    },
    table,
  );
});
