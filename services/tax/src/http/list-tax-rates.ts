import { defineRoute, ok } from "@millrace/contracts/define-route";
import { pageOf, pageQuery } from "@millrace/contracts/values";
import * as z from "zod";
import type { Ports } from "../ports.ts";
import { taxRates } from "./schemas.ts";

export const listTaxRates = defineRoute(
  {
    method: "GET",
    path: "/v1/tax-rates",
    summary: "List the taxes of every country that has or had any, by country code.",
    rule: "settings:read",
    query: z.strictObject(pageQuery),
    answers: { 200: pageOf(taxRates) },
    paged: true,
  },
  ({ rates, cursors }: Ports) =>
    async (request) =>
      ok(await cursors.page(["tax-rates"], request, rates.listRates)),
);
