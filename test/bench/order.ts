import { itemsOf } from "../support/items.ts";
import type { AnsweredCall } from "../support/sdk-calls.ts";
import { itemBytes } from "./item-size.ts";
import type { Measure } from "./measurements.ts";
import type { Row } from "./report.ts";
import { isDynamoDbCall, type Step, stepsOf } from "./steps.ts";
import { type Shop, twoLines, withShop } from "./with-shop.ts";
import { type Change, indexEntries, indexUnits, transactionalUnits } from "./write-units.ts";
import { changesBy } from "./written-changes.ts";

function requestRows(steps: readonly Step[]): readonly Row[] {
  return [
    ...steps.map(({ name, calls }) => ({
      what: `DynamoDB requests: ${name}`,
      value: calls.length,
      unit: "",
      note: calls.map(({ operation }) => operation).join(", "),
    })),
    {
      what: "DynamoDB requests of one order, cart to mailed",
      value: steps.reduce((total, { calls }) => total + calls.length, 0),
      unit: "",
      budget: { atMost: 16 },
    },
  ];
}

function itemRow(change: Change): Row {
  const { next = {} } = change;
  const indexes = indexEntries(next).map(({ index, projection, bytes }) => `${index} ${projection} ${bytes} B`);
  return {
    what: `  ${next["__edb_e__"]?.S}`,
    value: itemBytes(next),
    unit: "B",
    note: [`${transactionalUnits(change)} units`, ...indexes].join("; "),
  };
}

function sum(changes: readonly Change[], of: (change: Change) => number): number {
  return changes.reduce((total, change) => total + of(change), 0);
}

function checkoutRows(calls: readonly AnsweredCall[], changes: readonly Change[]): readonly Row[] {
  const transactions = calls.filter(({ operation }) => operation === "TransactWriteItems").length;
  return [
    {
      what: "checkout: reads one after the other",
      value: calls.length - transactions,
      unit: "",
      budget: { atMost: 2 },
    },
    { what: "checkout: transactions", value: transactions, unit: "", budget: { atMost: 1 } },
    { what: "checkout of 2 lines: items", value: changes.length, unit: "", budget: { atMost: 10 } },
    {
      what: "checkout of 2 lines: table",
      value: sum(changes, transactionalUnits),
      unit: "units",
      budget: { atMost: 24 },
    },
    { what: "checkout of 2 lines: indexes", value: sum(changes, indexUnits), unit: "units" },
    ...changes.map(itemRow),
  ];
}

async function measureIn(shop: Shop): Promise<readonly Row[]> {
  // The first order of a process loads what later ones find loaded.
  await (await shop.aBuyer(twoLines))();
  await shop.house.settle();
  let buy: Awaited<ReturnType<Shop["aBuyer"]>> | undefined;
  const prepared = await shop.house.watching(async () => {
    buy = await shop.aBuyer(twoLines);
  });
  const before = await itemsOf(shop.house.table);
  const placed = await shop.house.watching(async () => {
    const answer = await buy?.();
    if (answer?.status !== 201) throw new Error(`The checkout was answered ${answer?.status}.`);
  });
  const after = await itemsOf(shop.house.table);
  const settled = await shop.house.watching(() => shop.house.settle());
  const [, , transaction] = placed;
  if (transaction === undefined) throw new Error("The checkout made no transaction.");
  return [
    ...requestRows(stepsOf([...prepared, ...placed, ...settled])),
    ...checkoutRows(placed.filter(isDynamoDbCall), changesBy(transaction, before, after)),
  ];
}

export const measure: Measure = () => withShop(1_000, measureIn);
