import { defineRoute } from "@millrace/contracts/define-route";
import * as z from "zod";
import type { Ports } from "../ports.ts";
import { pageView } from "./built-view.ts";

export const getEventDocs = defineRoute(
  "GET /docs/events",
  {
    summary: "Read the event catalog in a browser.",
    rule: "public",
    answers: { 200: z.string() },
    mediaType: "text/html",
    ownFunction: "docs",
  },
  async (_request, { page }: Ports) => pageView(page("events")),
);
