import { defineService } from "@millrace/contracts/define-service";
import { getAsyncapi } from "./http/get-asyncapi.ts";
import { getDocs } from "./http/get-docs.ts";
import { getEventDocs } from "./http/get-event-docs.ts";
import { getOpenapi } from "./http/get-openapi.ts";

export const operations = defineService("operations", {
  purpose: "For operators and integrators: the description of this API, and the reference made of it.",
  routes: { getOpenapi, getAsyncapi, getDocs, getEventDocs },
  storesNothing: true,
});
