import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { taxRates } from "@millrace/contracts/tax-api";
import { countryCode } from "@millrace/contracts/values";
import * as z from "zod";
import { untaxed } from "../domain/tax-rates.ts";
import type { Ports } from "../env.ts";

export const getTaxRates = defineRoute(
  {
    method: "GET",
    path: "/v1/tax-rates/{country}",
    summary: "Read a country's taxes; a country that was never taxed has none, at version 0.",
    rule: "settings:read",
    params: z.strictObject({ country: countryCode }),
    answers: { 200: taxRates },
  },
  ({ rates }: Ports) =>
    async ({ params: { country } }) => {
      const known = (await rates.getRates(country)) ?? untaxed(country);
      return ok(known, etag(known.version));
    },
);
