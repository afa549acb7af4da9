import { defineRoute } from "@millrace/contracts/define-route";
import * as z from "zod";
import type { Ports } from "../ports.ts";

/** The document changes with a deployment only. */
const freshForSeconds = 300;

export const getOpenapi = defineRoute(
  "GET /v1/openapi.json",
  {
    summary: "Read the description of this API (OpenAPI 3.1).",
    rule: "public",
    answers: { 200: z.looseObject({ openapi: z.string(), info: z.looseObject({}), paths: z.looseObject({}) }) },
  },
  // Written out already: it was checked when it was made, and no call should pay for it again.
  async (_request, { description }: Ports) => {
    const { text, etag } = description();
    const headers = { "content-type": "application/json", "cache-control": `public, max-age=${freshForSeconds}`, etag };
    return { status: 200, headers, body: text };
  },
);
