import { resolve } from "node:path";
import { type CheckoutRun, runCheckout } from "./checkout-run.ts";
import type { Measure } from "./measurements.ts";
import { useOfAll } from "./process-use.ts";
import { median, type Row } from "./report.ts";

const shoppers = 8;
/** The JVM's compiler needs so many orders to be done with the most of it. */
const warmUpOrders = 160;
const firstOrders = 8;
const ordersOfRound = 100;

const maxCpuRatio = 0.4;
const minSpeedRatio = 1.6;

/** One go at one of the stacks; times in milliseconds. */
export type Go = {
  readonly perSecond: number;
  readonly stackCpu: number;
  readonly databaseCpu: number;
};

/** The same go at both, one right after the other. */
export type Round = { readonly mine: Go; readonly other: Go };

async function go({ pid, databasePids, rush }: CheckoutRun): Promise<Go> {
  const usedSoFar = () => Promise.all([useOfAll([pid]), useOfAll(databasePids)]);
  const [stackBefore, databaseBefore] = await usedSoFar();
  const perSecond = await rush(ordersOfRound, shoppers);
  const [stack, database] = await usedSoFar();
  const perOrder = (seconds: number) => (seconds * 1_000) / ordersOfRound;
  return {
    perSecond,
    stackCpu: perOrder(stack.cpuSeconds - stackBefore.cpuSeconds),
    databaseCpu: perOrder(database.cpuSeconds - databaseBefore.cpuSeconds),
  };
}

type Compared = { readonly what: string; readonly unit: string; readonly of: (go: Go) => number };

function comparedRows({ what, unit, of }: Compared, rounds: readonly Round[], budget?: Row["budget"]): readonly Row[] {
  const ratios = rounds.map(({ mine, other }) => of(mine) / of(other));
  return [
    { what: `${what}: this checkout`, value: median(rounds.map(({ mine }) => of(mine))), unit },
    { what: `${what}: the other`, value: median(rounds.map(({ other }) => of(other))), unit },
    {
      what: `${what}: ratio`,
      value: median(ratios),
      unit: "×",
      ...(budget && { budget }),
      note: `${rounds.length} rounds, ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`,
    },
  ];
}

/** Both beside each other: medians, and the median of the rounds' ratios, in which a slow moment is on both sides. */
export function rowsOf(rounds: readonly Round[]): readonly Row[] {
  return [
    ...comparedRows({ what: "CPU of the stack for one order", unit: "ms", of: ({ stackCpu }) => stackCpu }, rounds, {
      atMost: maxCpuRatio,
    }),
    ...comparedRows({ what: "CPU of the database for one order", unit: "ms", of: (each) => each.databaseCpu }, rounds),
    ...comparedRows(
      { what: `whole checkouts, ${shoppers} shoppers`, unit: "orders/s", of: ({ perSecond }) => perSecond },
      rounds,
      { atLeast: minSpeedRatio },
    ),
  ];
}

/** In turns, and each round the other way round. */
async function takeTurns(mine: CheckoutRun, other: CheckoutRun, count: number): Promise<readonly Round[]> {
  for (const { rush } of [mine, other]) {
    // Alone at first: cold, it would keep a crowd waiting for longer than anybody does.
    await rush(firstOrders, 1);
    await rush(warmUpOrders, shoppers);
  }
  const rounds: Round[] = [];
  for (let round = 0; round < count; round += 1) {
    const isMineFirst = round % 2 === 0;
    const first = await go(isMineFirst ? mine : other);
    const second = await go(isMineFirst ? other : mine);
    rounds.push(isMineFirst ? { mine: first, other: second } : { mine: second, other: first });
  }
  return rounds;
}

export const measure: Measure = async () => {
  const { MILLRACE_BENCH_AGAINST = ".", MILLRACE_BENCH_ROUNDS } = process.env;
  const mine = await runCheckout(resolve(import.meta.dirname, "../.."));
  try {
    const other = await runCheckout(MILLRACE_BENCH_AGAINST);
    try {
      return rowsOf(await takeTurns(mine, other, Number(MILLRACE_BENCH_ROUNDS)));
    } finally {
      await other.stop();
    }
  } finally {
    await mine.stop();
  }
};
