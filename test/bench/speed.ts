import { useOf } from "./process-use.ts";
import type { Replay } from "./replay.ts";
import { median, percentile, type Row } from "./report.ts";
import type { Shoppers } from "./shoppers.ts";

/** DynamoDB Local's compiler needs so many orders to be done with the most of it; both sides get as many. */
const warmUpOrders = 160;
/** Eight shoppers are what the budget is about: measured in turns with DynamoDB Local alone, the median counts. */
const rounds = 3;
const ordersByShoppers = { 1: 24, 8: 100, 32: 128 } as const;

/** The best peer's orders per second with eight shoppers on two cores, and how often that we must reach. */
const bestPeer = 6.1;
const timesBestPeer = 4;

/** The running stack and DynamoDB Local alone. */
export type Sides = { readonly shoppers: Shoppers; readonly replay: Replay; readonly pid: number };

type Round = { readonly stack: number; readonly alone: number; readonly checkouts: readonly number[] };

async function takeTurns({ shoppers, replay }: Sides, atATime: keyof typeof ordersByShoppers): Promise<Round> {
  const orders = ordersByShoppers[atATime];
  const alone = await replay.run(orders, atATime);
  const { perSecond, checkouts } = await shoppers.rush(orders, atATime);
  return { stack: perSecond, alone, checkouts };
}

function speedRows(atATime: number, measured: readonly Round[], isBudgeted: boolean): readonly Row[] {
  const name = `${atATime} ${atATime === 1 ? "shopper" : "shoppers"}`;
  const speed = median(measured.map(({ stack }) => stack));
  const checkouts = measured.flatMap((round) => round.checkouts);
  const percentiles = [50, 95].map((percent) => `p${percent} ${Math.round(percentile(checkouts, percent))} ms`);
  return [
    {
      what: `whole checkouts, ${name}`,
      value: speed,
      unit: "orders/s",
      ...(isBudgeted && { budget: { atLeast: timesBestPeer * bestPeer } }),
      note: `the checkout call: ${percentiles.join(", ")}`,
    },
    {
      what: "  the same requests at DynamoDB Local alone",
      value: median(measured.map(({ alone }) => alone)),
      unit: "orders/s",
    },
    {
      what: "  ratio",
      value: median(measured.map(({ stack, alone }) => (100 * stack) / alone)),
      unit: "%",
      ...(isBudgeted && { budget: { atLeast: 60 } }),
    },
  ];
}

/** Whole checkouts per second on both sides, with 1, 8 and 32 shoppers. */
export async function speeds(sides: Sides): Promise<readonly Row[]> {
  await sides.replay.run(warmUpOrders, 8);
  await sides.shoppers.rush(warmUpOrders, 8);
  const one = await takeTurns(sides, 1);
  const eight: Round[] = [];
  const before = await useOf(sides.pid);
  for (let round = 0; round < rounds; round += 1) eight.push(await takeTurns(sides, 8));
  const after = await useOf(sides.pid);
  const many = await takeTurns(sides, 32);
  const cpuPerOrder = ((after.cpuSeconds - before.cpuSeconds) * 1_000) / (rounds * ordersByShoppers[8]);
  return [
    ...speedRows(1, [one], false),
    ...speedRows(8, eight, true),
    ...speedRows(32, [many], false),
    { what: "CPU of the stack for one order, without DynamoDB Local", value: cpuPerOrder, unit: "ms" },
  ];
}
