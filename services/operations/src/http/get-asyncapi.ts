import { defineRoute } from "@millrace/contracts/define-route";
import * as z from "zod";
import type { Ports } from "../ports.ts";
import { documentView } from "./built-view.ts";

export const getAsyncapi = defineRoute(
  "GET /v1/asyncapi.json",
  {
    summary: "Read the description of all facts and of the tracking socket (AsyncAPI 3.1).",
    rule: "public",
    answers: { 200: z.looseObject({ asyncapi: z.string(), info: z.looseObject({}), channels: z.looseObject({}) }) },
  },
  async (_request, { catalog }: Ports) => documentView(catalog()),
);
