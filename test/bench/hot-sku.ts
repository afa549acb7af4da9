import { mock } from "node:test";
import { batchGet } from "@millrace/table/batch-get";
import { createRandom } from "../../infra/local/random.ts";
import type { Intercept } from "../support/sdk-calls.ts";
import { conflictsAtRandom, conflictsInFlight, millisecondsOfWrite } from "./conflicts.ts";
import { type Checkout, crowd, quiet, type Visit } from "./crowd.ts";
import type { Measure } from "./measurements.ts";
import { median, type Row } from "./report.ts";
import { inSimulatedTime, type SimulatedTime } from "./simulated-time.ts";
import { type Shop, withShop } from "./with-shop.ts";

/** Repeatable; any other seed does as well. */
const seed = 7;

type Wanted = { readonly sku: string; readonly quantity: number };

/** What DynamoDB does to the crowd. */
type Surroundings = (time: SimulatedTime) => Intercept;

type Scenario = {
  readonly name: string;
  readonly buyers: number;
  /** Of each SKU; fewer than buyers. */
  readonly pieces: number;
  /** How many SKUs each cart has, one piece of each; the same for everybody. */
  readonly skus?: number;
  /** How many bought, one after the other, before the crowd came. */
  readonly before?: number;
  readonly surroundings: Surroundings;
};

/** Transactions that take DynamoDB so long, and conflict as there. */
function inFlight(milliseconds: number): Surroundings {
  return (time) => conflictsInFlight(milliseconds, time);
}

/** Far more want it than there are pieces: what is counted is how often each tries. */
const scarce = { buyers: 200, pieces: 50 } as const;
/** Nearly enough for everybody: what is refused for want of units hardly counts. */
const plenty = { buyers: 200, pieces: 150 } as const;

/** Nobody has set anything for any of them. */
const scenarios: readonly Scenario[] = [
  { name: "no conflicts", ...scarce, surroundings: () => async () => undefined },
  { name: "conflicts, p = 0.3", ...scarce, surroundings: () => conflictsAtRandom(0.3, seed) },
  { name: "5 ms in flight", ...plenty, surroundings: inFlight(5) },
  { name: "10 ms in flight", ...plenty, surroundings: inFlight(10) },
  { name: "20 ms in flight", ...plenty, surroundings: inFlight(20) },
  { name: "carts of 5 hot SKUs", ...plenty, skus: 5, surroundings: inFlight(10) },
  { name: "a flash sale on a cold SKU", ...plenty, before: 5, surroundings: inFlight(10) },
  { name: "a great crowd", buyers: 2_000, pieces: 500, surroundings: inFlight(10) },
];

/** How many pieces of these SKUs are reserved in all. */
async function reservedOf({ house, stock }: Shop, skus: readonly string[]): Promise<number> {
  const [found] = await batchGet(house.table, [skus.map((sku) => stock.read(sku))]);
  const levels = found.flatMap((item) => Object.values(item?.levels ?? {}));
  return levels.reduce((total, { reserved }) => total + reserved, 0);
}

/** The same lines, but each buyer put another one into his cart first. */
function turned<Line>(lines: readonly Line[], by: number): readonly Line[] {
  const first = by % lines.length;
  return [...lines.slice(first), ...lines.slice(0, first)];
}

/** Sells to those who come before the crowd. */
async function sellBefore(shop: Shop, lines: readonly Wanted[], orders: number): Promise<void> {
  for (let order = 0; order < orders; order += 1) {
    await (await shop.aBuyer(lines))();
    await shop.house.settle();
  }
}

/** A buyer for each, with the same lines in the cart. */
function atTheTill(shop: Shop, lines: readonly Wanted[], buyers: number): Promise<readonly Checkout[]> {
  return Promise.all(Array.from({ length: buyers }, (_, buyer) => shop.aBuyer(turned(lines, buyer))));
}

async function play(shop: Shop, time: SimulatedTime, { buyers, pieces, skus = 1, before = 0, surroundings }: Scenario) {
  const wanted: string[] = [];
  for (let sku = 0; sku < skus; sku += 1) wanted.push(await shop.anArticle(pieces + before));
  const lines = wanted.map((sku) => ({ sku, quantity: 1 }));
  await sellBefore(shop, lines, before);
  const checkouts = await atTheTill(shop, lines, buyers);
  const reservedBefore = await reservedOf(shop, wanted);
  const visits = await crowd(shop, checkouts, time, surroundings(time));
  const ordered = visits.filter(({ answer }) => answer === "201").length;
  return { visits, unaccounted: (await reservedOf(shop, wanted)) - reservedBefore - ordered * skus };
}

function sum(visits: readonly Visit[], of: (visit: Visit) => number): number {
  return visits.reduce((total, visit) => total + of(visit), 0);
}

/** Milliseconds until the last of them had an answer. */
function lastOf(visits: readonly Visit[]): number {
  return Math.max(0, ...visits.map(({ milliseconds }) => milliseconds));
}

/** How often buyers try: per order where nearly everybody gets one, else per buyer. */
function transactionRow({ name, buyers, pieces }: Scenario, visits: readonly Visit[], orders: number): Row {
  const transactions = sum(visits, (visit) => visit.transactions);
  const note = `the busiest buyer ${Math.max(...visits.map((visit) => visit.transactions))}`;
  const [what, value] =
    pieces === scarce.pieces
      ? ["transactions per buyer", transactions / buyers]
      : ["transactions per order", transactions / orders];
  return { what: `${name}: ${what}`, value, unit: "", budget: { atMost: 2 }, note };
}

function rowsOf(scenario: Scenario, { visits, unaccounted }: Awaited<ReturnType<typeof play>>): readonly Row[] {
  const { name, buyers, pieces } = scenario;
  const answered = Map.groupBy(visits, ({ answer }) => answer);
  const [ordered = [], refused = []] = [answered.get("201"), answered.get("409 inventory.insufficient")];
  const busy = visits.filter(({ answer }) => answer.startsWith("503")).length;
  const others = buyers - ordered.length - refused.length - busy;
  const trips = visits.map(({ roundTrips }) => roundTrips);
  const exactly = (what: string, value: number, expected: number, note: string): Row => ({
    what: `${name}: ${what}`,
    value,
    unit: "",
    budget: { exactly: expected },
    note,
  });
  const shown = (what: string, value: number, unit: string, note: string): Row => ({
    what: `${name}: ${what}`,
    value,
    unit,
    note,
  });
  const perOrder = (count: (visit: Visit) => number) => sum(visits, count) / ordered.length;
  return [
    exactly("orders", ordered.length, pieces, `of ${buyers} buyers`),
    exactly("told that it is sold out (409)", refused.length, buyers - pieces, ""),
    exactly("told to come again (503)", busy, 0, ""),
    exactly("buyers without an answer of ours", others, 0, others === 0 ? "" : [...answered.keys()].join(", ")),
    exactly("reserved units without an order", unaccounted, 0, ""),
    transactionRow(scenario, visits, ordered.length),
    shown(
      "single writes per order",
      perOrder(({ singleWrites }) => singleWrites),
      "",
      "",
    ),
    shown(
      "write units per order",
      perOrder(({ writeUnits }) => writeUnits),
      "",
      "all tries of all buyers",
    ),
    shown("round trips per buyer, p50", median(trips), "", `at most ${Math.max(...trips)}`),
    shown("the last order", lastOf(ordered), "ms", "simulated"),
    {
      ...shown("the last 409", lastOf(refused), "ms", "within the time of one order, after their turns at the item"),
      budget: { atMost: lastOf(ordered) + buyers * millisecondsOfWrite },
    },
  ];
}

export const measure: Measure = () =>
  withShop(1, (shop) =>
    inSimulatedTime(async (time) => {
      mock.method(Math, "random", createRandom(seed));
      quiet(shop, time);
      // The first order of a process loads what later ones find loaded.
      await sellBefore(shop, [{ sku: await shop.anArticle(1), quantity: 1 }], 1);
      const rows: Row[] = [];
      for (const scenario of scenarios) rows.push(...rowsOf(scenario, await play(shop, time, scenario)));
      return rows;
    }),
  );
