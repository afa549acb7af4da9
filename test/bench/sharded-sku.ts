import { write } from "@millrace/table/transact";
import { conflictError } from "../../infra/local/endpoint/injected.ts";
import { createStockKeeping } from "../../services/inventory/src/data/stock-keeping.ts";
import { planArrival } from "../../services/inventory/src/domain/plan-moves.ts";
import { settingsOf } from "../../services/inventory/src/domain/settings.ts";
import { jsonAnswer, type SdkCall } from "../support/sdk-calls.ts";
import type { Measure } from "./measurements.ts";
import type { Row } from "./report.ts";
import { type Shop, withShop } from "./with-shop.ts";

const buyers = 200;
/** More than they want: what is measured is how many meet, not who is late. */
const pieces = 1600;
const shardCounts = [1, 2, 4, 8, 16];
/** How long a transaction holds its items here; DynamoDB Local itself never conflicts. AWS states no number. */
const heldMilliseconds = 10;

const at = new Date("2026-11-01T08:00:00.000Z");

/** A SKU whose pieces are spread over so many shards. */
const spreadArticle = async ({ anArticle, stock, house }: Shop, shards: number): Promise<string> => {
  const sku = await anArticle(1);
  const [root] = await stock.getAll(sku);
  if (root === undefined) throw new Error("The article has stock.");
  const settings = { ...settingsOf(sku, root), shards, version: 1 };
  await write(createStockKeeping(house.table).changeShards(settings, root));
  const stocks = await stock.getAll(sku);
  const arrival = planArrival(stocks, "loc_main", pieces);
  await write(stock.bring(sku, "RECEIPT", arrival, stocks, { causeId: "rcp_bench", at }));
  return sku;
};

/** As DynamoDB does it: of two transactions at one stock item at the same time, the second is canceled. */
const conflictsAtItems = () => {
  const heldUntil = new Map<string, number>();
  const counts = { transactions: 0, conflicts: 0 };
  const answer = ({ operation, body }: SdkCall): unknown => {
    if (operation !== "TransactWriteItems") return undefined;
    const now = performance.now();
    const items = body.match(/\$inventory#sku_[^"#]+#shard_\d+/g) ?? [];
    counts.transactions += 1;
    if (items.some((item) => (heldUntil.get(item) ?? 0) > now)) {
      counts.conflicts += 1;
      const { code, message, status, members } = conflictError({ operation, input: JSON.parse(body) });
      return jsonAnswer({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message, ...members }, status);
    }
    for (const item of items) heldUntil.set(item, now + heldMilliseconds);
    return undefined;
  };
  return { answer, counts };
};

const rushAt = async (shop: Shop, shards: number): Promise<readonly Row[]> => {
  const sku = await spreadArticle(shop, shards);
  const checkouts = await Promise.all(Array.from({ length: buyers }, () => shop.aBuyer([{ sku, quantity: 1 }])));
  const { answer, counts } = conflictsAtItems();
  shop.house.answerWith(answer);
  const started = performance.now();
  const answers = await Promise.all(checkouts.map((buy) => buy()));
  const seconds = (performance.now() - started) / 1000;
  shop.house.answerWith(() => undefined);
  const orders = answers.filter(({ status }) => status === 201).length;
  const name = shards === 1 ? "one item" : `${shards} shards`;
  return [
    {
      what: `${name}: orders of ${buyers} buyers at once`,
      value: orders,
      unit: "",
      note: `the others were told to try again: ${answers.length - orders}`,
      ...(shards >= 8 ? { budget: { exactly: buyers } } : {}),
    },
    { what: `${name}: transactions per order`, value: counts.transactions / orders, unit: "" },
    { what: `${name}: goodput`, value: orders / seconds, unit: "orders/s" },
  ];
};

export const measure: Measure = () =>
  withShop(1, async (shop) => {
    // The first rush warms the code; it is not shown.
    await rushAt(shop, 16);
    const rows: Row[] = [];
    for (const shards of shardCounts) rows.push(...(await rushAt(shop, shards)));
    return rows;
  });
