import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { replaceRates, untaxed } from "../domain/tax-rates.ts";
import type { Ports } from "../ports.ts";
import { taxRates, taxRatesDraft } from "./schemas.ts";

/** Carts show the change at once; an order keeps the taxes of its checkout. */
export const putTaxRates = defineRoute(
  "PUT /v1/tax-rates/{country}",
  {
    summary: "Set a country's taxes as a whole; no rates end them. A country that was never taxed has the ETag 0.",
    rule: "settings:write",
    body: taxRatesDraft,
    answers: { 200: taxRates },
    ifMatch: "required",
  },
  async (request, { rates, write }: Ports) => {
    const { country } = request.params;
    const known = (await rates.getRates(country)) ?? untaxed(country);
    const { state, fact } = replaceRates(known, request.body, request.ifMatch);
    return write(request, fact, [rates.replace(state)], ok(state, etag(state.version)));
  },
);
