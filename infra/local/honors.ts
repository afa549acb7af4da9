import { honors as honorsOfDelivery } from "./delivery/honors.ts";
import { honors as honorsOfTables } from "./endpoint/tables.ts";
import { honors as honorsOfFunctions } from "./functions/definition.ts";
import { honors as honorsOfLogs } from "./functions/logs.ts";
import { honors as honorsOfGateway } from "./gateway/api.ts";
import { honorsOfIam } from "./iam/honors.ts";
import { honorsOfObservation } from "./observation/honors.ts";
import type { Honors } from "./ports.ts";
import { honors as honorsOfUserPools } from "./user-pool/settings.ts";

/** Everything the local runtime honors of a template; anything else stops the start. */
export const allHonors: Honors = {
  ...honorsOfFunctions,
  ...honorsOfLogs,
  ...honorsOfTables,
  ...honorsOfDelivery,
  ...honorsOfGateway,
  ...honorsOfUserPools,
  ...honorsOfIam,
  ...honorsOfObservation,
};
