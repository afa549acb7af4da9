import { defineRoute, ok } from "@millrace/contracts/define-route";
import { taxRates } from "@millrace/contracts/tax-api";
import { pageOf, pageQuery } from "@millrace/contracts/values";
import { actorOf } from "@millrace/kernel/caller";
import { CursorInvalid } from "@millrace/kernel/refusals";
import * as z from "zod";
import type { Ports } from "../env.ts";

export const listTaxRates = defineRoute(
  {
    method: "GET",
    path: "/v1/tax-rates",
    summary: "List the taxes of every country that has or had any, by country code.",
    rule: "settings:read",
    query: z.strictObject(pageQuery),
    answers: { 200: pageOf(taxRates) },
    refusals: [CursorInvalid],
  },
  ({ rates, cursors }: Ports) =>
    async ({ query, caller }) => {
      const list = ["tax-rates", actorOf(caller)];
      const from = await cursors.open(list, query.cursor);
      const { items, position } = await rates.listRates(query.limit, from);
      return ok({ items, nextCursor: await cursors.seal(list, position) });
    },
);
