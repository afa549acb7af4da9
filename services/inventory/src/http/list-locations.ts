import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { locationBook } from "@millrace/contracts/inventory-api";
import { bookView } from "../domain/location.ts";
import type { Ports } from "../env.ts";

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
      return ok(bookView(book), etag(book.version));
    },
);
