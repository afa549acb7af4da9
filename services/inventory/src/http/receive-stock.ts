import { created, defineRoute } from "@millrace/contracts/define-route";
import { StockReceived } from "@millrace/contracts/inventory";
import { id, locationId, quantity, sku } from "@millrace/contracts/values";
import { readTogether } from "@millrace/table/read";
import * as z from "zod";
import type { Ports } from "../env.ts";

/** Books pieces in. The receipt's own journal keeps the fact; the stock item has no sequence, many buyers share it. */
export const receiveStock = defineRoute(
  {
    method: "POST",
    path: "/v1/stock/{sku}/receipts",
    summary: "Book received pieces of a SKU into a location.",
    rule: "stock:write",
    params: z.strictObject({ sku }),
    body: z.strictObject({ locationId, quantity }),
    answers: { 201: z.strictObject({ receiptId: id("receipt"), sku, locationId, quantity }) },
    idempotency: "required",
  },
  ({ stock, journal, idempotency, table, now, newId }: Ports) =>
    async ({ params, body, once, origin }) => {
      const replayed = await idempotency.replay(once);
      if (replayed) return replayed;
      const [known] = await readTogether(table, [stock.read(params.sku)]);
      const receiptId = newId("receipt");
      const at = now();
      const receipt = { receiptId, sku: params.sku, ...body };
      return idempotency.commit({
        once,
        answer: created(receipt, `/v1/stock/${params.sku}`),
        parts: [
          ...stock.bring(params.sku, "RECEIPT", { ...body, shard: 0 }, known, { causeId: receiptId, at }),
          journal.append({ aggregateId: receiptId, sequence: 1, event: StockReceived, data: receipt, at, origin }),
        ],
      });
    },
);
