import { readTogether } from "@millrace/table/read";
import { describe, expect, it } from "vitest";
import { itemsOf } from "../support/items.ts";
import { freshTable } from "../support/table.ts";
import type { Plan } from "./plan.ts";
import { readKnown, shopItems } from "./shop.ts";
import { writeAll } from "./write.ts";

const plan: Plan = { seed: 1, products: 50, orders: 60, categories: 20, customers: 10 };

describe("t", () => {
  it("w", async () => {
    const table = await freshTable();
    await writeAll(table, shopItems(table, plan, await readKnown(table)), { inFlight: 4, onWritten: () => undefined });
    const items = await itemsOf(table);
    const by = Map.groupBy(items, (item) => item["__edb_e__"]?.S);
    console.log(Object.fromEntries([...by].map(([k, v]) => [k, v.length])));
  });
});
