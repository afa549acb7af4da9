import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { untaxed } from "../domain/tax-rates.ts";
import type { Ports } from "../ports.ts";
import { taxRates } from "./schemas.ts";

export const getTaxRates = defineRoute(
  "GET /v1/tax-rates/{country}",
  {
    summary: "Read a country's taxes; a country that was never taxed has none, at version 0.",
    rule: "settings:read",
    answers: { 200: taxRates },
  },
  async ({ params: { country } }, { rates }: Ports) => {
    const known = (await rates.getRates(country)) ?? untaxed(country);
    return ok(known, etag(known.version));
  },
);
