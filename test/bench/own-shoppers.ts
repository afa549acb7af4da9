/**
 * The process of a checkout's own shoppers, which know the routes of its version: they fill the shelf, say so, and then go
 * shopping whenever they are asked to.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One go of them; answered with whole checkouts per second. */
export type Asked = { readonly orders: number; readonly shoppers: number };

const [root = "", readyFile = ""] = process.argv.slice(2);
const { createShoppers, fillShelf }: typeof import("./shoppers.ts") = await import(
  join(root, "test/bench/shoppers.ts")
);
const ready = JSON.parse(readFileSync(readyFile, "utf8"));
await fillShelf(ready);
const { rush } = createShoppers(ready);
process.on("message", async ({ orders, shoppers }: Asked) => {
  const { perSecond } = await rush(orders, shoppers);
  process.send?.(perSecond);
});
process.send?.("The shelf is filled.");
