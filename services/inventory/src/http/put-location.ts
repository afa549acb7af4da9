import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { LocationUpdated, locationFields } from "@millrace/contracts/inventory";
import { locationBook } from "@millrace/contracts/inventory-api";
import { locationId } from "@millrace/contracts/values";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import * as z from "zod";
import { bookView, LocationBookFull, locationBookId, withLocation } from "../domain/location.ts";
import type { Ports } from "../env.ts";

/** Once a shop names a location, stock comes to named locations only, and is sold from active ones only. */
export const putLocation = defineRoute(
  {
    method: "PUT",
    path: "/v1/locations/{locationId}",
    summary: "Name a location, or change it; one that is not active keeps its stock and sells nothing.",
    rule: "stock:write",
    params: z.strictObject({ locationId }),
    body: z.strictObject(locationFields),
    answers: { 200: locationBook },
    refusals: [LocationBookFull],
    idempotency: "optional",
    ifMatch: "required",
  },
  ({ locationBooks, locationJournal, idempotency, now }: Ports) =>
    async ({ params, body, ifMatch, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const location = omitUndefined({ ...params, ...body });
      const book = withLocation(await locationBooks.getBook(), location, ifMatch);
      return idempotency.commit({
        once,
        answer: ok(bookView(book), etag(book.version)),
        parts: [
          locationBooks.changeBook(book),
          locationJournal.append({
            aggregateId: locationBookId,
            sequence: book.version,
            event: LocationUpdated,
            data: location,
            at: now(),
            origin,
          }),
        ],
      });
    },
);
