import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import type { Ports } from "../ports.ts";
import { locationBook, locationBookOf } from "./schemas.ts";

export const listLocations = defineRoute(
  {
    method: "GET",
    path: "/v1/locations",
    summary: "List all locations, and how orders choose among them: at most 20, in one page.",
    rule: "stock:read",
    answers: { 200: locationBook },
  },
  ({ locationBooks }: Ports) =>
    async () => {
      const book = await locationBooks.getBook();
      return ok(locationBookOf(book), etag(book.version));
    },
);
