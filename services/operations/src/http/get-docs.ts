import { defineRoute } from "@millrace/contracts/define-route";
import * as z from "zod";
import type { Ports } from "../ports.ts";

export const getDocs = defineRoute(
  "GET /docs",
  {
    summary: "Read the reference of this API in a browser.",
    rule: "public",
    answers: { 200: z.string() },
    mediaType: "text/html",
    // Its page is two megabytes, which the description's own function need not carry.
    ownFunction: "docs",
  },
  async (_request, { page, policy }: Ports) => ({
    status: 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "public, max-age=300",
      "content-security-policy": policy().text,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      etag: page().etag,
    },
    body: page().text,
  }),
);
