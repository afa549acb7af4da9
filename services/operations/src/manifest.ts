import { defineService } from "@millrace/contracts/define-service";
import { getOpenapi } from "./http/get-openapi.ts";

export const operations = defineService("operations", {
  purpose: "For operators and integrators: the descriptions of this API.",
  routes: { getOpenapi },
  storesNothing: true,
});
