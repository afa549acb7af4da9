import { defineRoute } from "@millrace/contracts/define-route";
import * as z from "zod";
import type { Ports } from "../ports.ts";
import { documentView } from "./built-view.ts";

export const getOpenapi = defineRoute(
  "GET /v1/openapi.json",
  {
    summary: "Read the description of this API (OpenAPI 3.1).",
    rule: "public",
    answers: { 200: z.looseObject({ openapi: z.string(), info: z.looseObject({}), paths: z.looseObject({}) }) },
  },
  async (_request, { description }: Ports) => documentView(description()),
);
