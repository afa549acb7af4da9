import { defineRoute } from "@millrace/contracts/define-route";
import type { Ports } from "../ports.ts";
import { locationBookAnswer } from "./location-book-view.ts";
import { locationBook } from "./schemas.ts";

export const listLocations = defineRoute(
  "GET /v1/locations",
  {
    summary: "List all locations, and how orders choose among them: at most 20, in one page.",
    rule: "stock:read",
    answers: { 200: locationBook },
  },
  async (_request, { locationBooks }: Ports) => locationBookAnswer(await locationBooks.getBook()),
);
