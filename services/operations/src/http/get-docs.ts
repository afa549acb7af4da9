import { defineRoute } from "@millrace/contracts/define-route";
import * as z from "zod";
import type { Ports } from "../ports.ts";
import { pageView } from "./built-view.ts";

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
  async (_request, { page }: Ports) => pageView(page("reference")),
);
