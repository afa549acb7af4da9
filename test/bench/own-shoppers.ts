/**
 * The process of a checkout's own shoppers, which know the routes of its version: they fill the shelf, say so, and then go
 * shopping whenever they are asked to.
 */
import { on } from "node:events";
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
const asked = on(process, "message", { close: ["disconnect"] });
process.send?.("The shelf is filled.");
for await (const [{ orders, shoppers }] of asked as AsyncIterable<readonly [Asked]>) {
  const { perSecond } = await rush(orders, shoppers);
  process.send?.(perSecond);
}
