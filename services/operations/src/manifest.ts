import { defineService } from "@millrace/contracts/define-service";
import { getOpenapi } from "./http/get-openapi.ts";

export const operations = defineService("operations", { routes: { getOpenapi }, storesNothing: true });
