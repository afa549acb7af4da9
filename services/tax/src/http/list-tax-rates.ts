import { defineRoute, ok } from "@millrace/contracts/define-route";
import { pageOf } from "@millrace/contracts/values";
import type { Ports } from "../ports.ts";
import { taxRates } from "./schemas.ts";

export const listTaxRates = defineRoute(
  "GET /v1/tax-rates",
  {
    summary: "List the taxes of every country that has or had any, by country code.",
    rule: "settings:read",
    answers: { 200: pageOf(taxRates) },
    paged: true,
  },
  async (request, { rates, cursors }: Ports) => ok(await cursors.page(["tax-rates"], request, rates.listRates)),
);
