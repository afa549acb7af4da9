import { defineService } from "@millrace/contracts/define-service";
import { getDocs } from "./http/get-docs.ts";
import { getOpenapi } from "./http/get-openapi.ts";

export const operations = defineService("operations", {
  purpose: "For operators and integrators: the description of this API, and the reference made of it.",
  routes: { getOpenapi, getDocs },
  storesNothing: true,
});
