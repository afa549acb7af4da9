import { defineRoute, ok } from "@millrace/contracts/define-route";
import { locationId, sku } from "@millrace/contracts/values";
import { readTogether } from "@millrace/table/read";
import * as z from "zod";
import { totalsOf } from "../domain/levels.ts";
import { StockNotFound, shardsOf } from "../domain/stock.ts";
import type { Ports } from "../env.ts";

const pieces = z.int().min(0);
const counters = {
  onHand: z.int(),
  reserved: pieces.meta({ description: "Held by unpaid orders." }),
  allocated: pieces.meta({ description: "Owned by confirmed orders." }),
  available: z.int().meta({ description: "Below zero: sold ahead of what is there." }),
};

export const getStock = defineRoute(
  {
    method: "GET",
    path: "/v1/stock/{sku}",
    summary: "Read a SKU's stock at each location.",
    rule: "stock:read",
    params: z.strictObject({ sku }),
    answers: {
      200: z.strictObject({
        sku,
        levels: z.array(z.strictObject({ locationId, ...counters })).max(20),
        shards: z.int().min(1).meta({ description: "Over how many items the stock is spread." }),
      }),
    },
    refusals: [StockNotFound],
  },
  ({ stock, table }: Ports) =>
    async ({ params }) => {
      const [root] = await readTogether(table, [stock.read(params.sku)]);
      if (root === undefined) throw StockNotFound();
      const [others] = await readTogether(table, [stock.readShards(root)]);
      const levels = totalsOf([root, ...others]);
      return ok({
        sku: params.sku,
        levels: [...levels].map(([at, level]) => ({ locationId: at, ...level })),
        shards: shardsOf(root),
      });
    },
);
