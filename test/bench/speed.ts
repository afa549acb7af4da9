import { useOf } from "./process-use.ts";
import type { Replay } from "./replay.ts";
import { median, percentile, type Row } from "./report.ts";
import type { Shoppers } from "./shoppers.ts";

/** DynamoDB Local's compiler needs so many orders to be done with the most of it; both sides get as many. */
const warmUpOrders = 160;
/** Eight shoppers are what the budget is about: measured in turns with DynamoDB Local alone, the median counts. */
const rounds = 3;
const ordersByShoppers = { 1: 24, 8: 100, 32: 128, 200: 400 } as const;

/** The best peer's orders per second with eight shoppers on two cores, and how often that we must reach. */
const bestPeer = 6.1;
const timesBestPeer = 4;

/** The checkout call's median may take so many times what a whole checkout takes where none waits for another. */
const maxTimesIdeal = 2;

/** The running stack and DynamoDB Local alone. */
export type Sides = { readonly shoppers: Shoppers; readonly replay: Replay; readonly pid: number };

/** One go of so many shoppers at the stack. */
export type Go = {
  readonly shoppers: number;
  readonly perSecond: number;
  /** Milliseconds of the stack's CPU for each order. */
  readonly cpu: number;
  /** Milliseconds of each checkout call. */
  readonly checkouts: readonly number[];
};

/** The same go at the stack and at DynamoDB Local alone. */
type Round = { readonly go: Go; readonly alone: number };

async function goShopping({ shoppers, pid }: Sides, atATime: keyof typeof ordersByShoppers): Promise<Go> {
  const orders = ordersByShoppers[atATime];
  const before = await useOf(pid);
  const { perSecond, checkouts } = await shoppers.rush(orders, atATime);
  const after = await useOf(pid);
  return { shoppers: atATime, perSecond, checkouts, cpu: ((after.cpuSeconds - before.cpuSeconds) * 1_000) / orders };
}

async function takeTurns(sides: Sides, atATime: keyof typeof ordersByShoppers): Promise<Round> {
  const alone = await sides.replay.run(ordersByShoppers[atATime], atATime);
  return { go: await goShopping(sides, atATime), alone };
}

function nameOf(shoppers: number): string {
  return `${shoppers} ${shoppers === 1 ? "shopper" : "shoppers"}`;
}

/** Speed and CPU of so many shoppers, of whom there were several goes: the medians. */
function speedRows(goes: readonly Go[], budget?: Row["budget"]): readonly Row[] {
  const name = nameOf(goes[0]?.shoppers ?? 0);
  const checkouts = goes.flatMap((go) => go.checkouts);
  const percentiles = [50, 95].map((percent) => `p${percent} ${Math.round(percentile(checkouts, percent))} ms`);
  return [
    {
      what: `whole checkouts, ${name}`,
      value: median(goes.map(({ perSecond }) => perSecond)),
      unit: "orders/s",
      ...(budget && { budget }),
      note: `the checkout call: ${percentiles.join(", ")}`,
    },
    { what: "  CPU of the stack for one order", value: median(goes.map(({ cpu }) => cpu)), unit: "ms" },
  ];
}

/** How far the stack gets of what DynamoDB Local alone would. */
function shareRows(measured: readonly Round[]): readonly Row[] {
  return [
    {
      what: "  the same requests at DynamoDB Local alone",
      value: median(measured.map(({ alone }) => alone)),
      unit: "orders/s",
    },
    {
      what: "  ratio",
      value: median(measured.map(({ go, alone }) => (100 * go.perSecond) / alone)),
      unit: "%",
      budget: { atLeast: 60 },
    },
  ];
}

/** How long the checkout call takes beside the ideal: what each shopper has of the throughput. */
export function waitRow({ shoppers, perSecond, checkouts }: Go): Row {
  const ideal = (shoppers / perSecond) * 1_000;
  return {
    what: "  the checkout call beside a shopper's share of the time, p50",
    value: median(checkouts) / ideal,
    unit: "×",
    budget: { atMost: maxTimesIdeal },
    note: `${Math.round(median(checkouts))} of ${Math.round(ideal)} ms`,
  };
}

/** Whole checkouts per second with 1, 8, 32 and 200 shoppers, those of 8 in turns with DynamoDB Local alone. */
export async function speeds(sides: Sides): Promise<readonly Row[]> {
  await sides.replay.run(warmUpOrders, 8);
  await sides.shoppers.rush(warmUpOrders, 8);
  const one = await goShopping(sides, 1);
  const eight: Round[] = [];
  for (let round = 0; round < rounds; round += 1) eight.push(await takeTurns(sides, 8));
  const goesOfEight = eight.map(({ go }) => go);
  const crowded: Go[] = [await goShopping(sides, 32), await goShopping(sides, 200)];
  const floor = { atLeast: median(goesOfEight.map(({ perSecond }) => perSecond)) };
  return [
    ...speedRows([one]),
    ...speedRows(goesOfEight, { atLeast: timesBestPeer * bestPeer }),
    ...shareRows(eight),
    ...crowded.flatMap((go) => [...speedRows([go], floor), waitRow(go)]),
  ];
}
