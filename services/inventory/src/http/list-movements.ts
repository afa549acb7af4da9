import { defineRoute, ok } from "@millrace/contracts/define-route";
import { locationId, pageOf, pageQuery, sku, timestamp } from "@millrace/contracts/values";
import { actorOf } from "@millrace/kernel/caller";
import { CursorInvalid } from "@millrace/kernel/refusals";
import { batchGet } from "@millrace/table/batch-get";
import * as z from "zod";
import { movementKinds } from "../domain/stock.ts";
import type { Ports } from "../env.ts";

const movement = z.strictObject({
  kind: z.enum(movementKinds),
  causeId: z.string(),
  pieces: z
    .array(z.strictObject({ locationId, shard: z.int().min(0), quantity: z.int() }))
    .meta({ description: "How many pieces where; fewer than none where they leave." }),
  movedAt: timestamp,
});

export const listMovements = defineRoute(
  {
    method: "GET",
    path: "/v1/stock/{sku}/movements",
    summary: "List a SKU's stock movements, shard by shard; they sum to its counters.",
    rule: "stock:read",
    params: z.strictObject({ sku }),
    query: z.strictObject(pageQuery),
    answers: { 200: pageOf(movement) },
    refusals: [CursorInvalid],
  },
  ({ stock, cursors, table }: Ports) =>
    async ({ params, query, caller }) => {
      const list = ["movements", params.sku, actorOf(caller)];
      const from = await cursors.open(list, query.cursor);
      const [root = params] = await batchGet(table, [stock.read(params.sku)]);
      const { items, position } = await stock.listMovements(root, query.limit, from);
      const nextCursor = await cursors.seal(list, position);
      return ok({
        items: items.map(({ sku: _, ...moved }) => moved),
        nextCursor,
      });
    },
);
