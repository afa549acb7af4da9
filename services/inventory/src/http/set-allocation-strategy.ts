import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { AllocationStrategyChanged, allocationStrategy } from "@millrace/contracts/inventory";
import { locationBook } from "@millrace/contracts/inventory-api";
import * as z from "zod";
import { bookView, locationBookId, withStrategy } from "../domain/location.ts";
import type { Ports } from "../env.ts";

export const setAllocationStrategy = defineRoute(
  {
    method: "PUT",
    path: "/v1/allocation-strategy",
    summary: "Set how an order's pieces are chosen among locations.",
    rule: "stock:write",
    body: z.strictObject({ strategy: allocationStrategy }),
    answers: { 200: locationBook },
    idempotency: "optional",
    ifMatch: "required",
  },
  ({ locationBooks, locationJournal, idempotency, now }: Ports) =>
    async ({ body, ifMatch, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const book = withStrategy(await locationBooks.getBook(), body.strategy, ifMatch);
      return idempotency.commit({
        once,
        answer: ok(bookView(book), etag(book.version)),
        parts: [
          locationBooks.changeBook(book),
          locationJournal.append({
            aggregateId: locationBookId,
            sequence: book.version,
            event: AllocationStrategyChanged,
            data: body,
            at: now(),
            origin,
          }),
        ],
      });
    },
);
