import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { TaxRatesChanged } from "@millrace/contracts/tax";
import { taxRates, taxRatesDraft } from "@millrace/contracts/tax-api";
import { countryCode } from "@millrace/contracts/values";
import { VersionMismatch } from "@millrace/kernel/refusals";
import * as z from "zod";
import { aggregateIdOf, replaceRates, untaxed } from "../domain/tax-rates.ts";
import type { Ports } from "../env.ts";

/** Carts show the change at once; an order keeps the taxes of its checkout. */
export const putTaxRates = defineRoute(
  {
    method: "PUT",
    path: "/v1/tax-rates/{country}",
    summary: "Set a country's taxes as a whole; no rates end them. A country that was never taxed has the ETag 0.",
    rule: "settings:write",
    params: z.strictObject({ country: countryCode }),
    body: taxRatesDraft,
    answers: { 200: taxRates },
    refusals: [VersionMismatch],
    idempotency: "optional",
    ifMatch: "required",
  },
  ({ rates, journal, idempotency, now }: Ports) =>
    async ({ params: { country }, body, ifMatch, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const known = (await rates.getRates(country)) ?? untaxed(country);
      const changed = replaceRates(known, body, ifMatch);
      return idempotency.commit({
        once,
        answer: ok(changed, etag(changed.version)),
        parts: [
          rates.replace(changed),
          journal.append({
            aggregateId: aggregateIdOf(changed),
            sequence: changed.version,
            event: TaxRatesChanged,
            data: { country, ...body },
            at: now(),
            origin,
          }),
        ],
      });
    },
);
