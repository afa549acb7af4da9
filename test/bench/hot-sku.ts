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
  /** How often each buyer may try on average; where nothing is said, all of them together twice for each order. */
  readonly triesPerBuyer?: number;
  readonly surroundings: Surroundings;
};

/** Transactions that take DynamoDB so long, and conflict as there. */
function inFlight(milliseconds: number): Surroundings {
  return (time) => conflictsInFlight(milliseconds, time);
}

/** Far more want it than there are pieces. */
const scarce = { buyers: 200, pieces: 50 } as const;
/** Nearly enough for everybody: what is refused for want of units hardly counts. */
const plenty = { buyers: 200, pieces: 150 } as const;

/** Nobody has set anything for any of them. */
const scenarios: readonly Scenario[] = [
  { name: "no conflicts", ...scarce, triesPerBuyer: 1, surroundings: () => async () => undefined },
  { name: "conflicts, p = 0.3", ...scarce, triesPerBuyer: 2, surroundings: () => conflictsAtRandom(0.3, seed) },
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

function transactionRow({ name, buyers, triesPerBuyer }: Scenario, visits: readonly Visit[], orders: number): Row {
  const tries = visits.map(({ transactions }) => transactions);
  const all = sum(visits, ({ transactions }) => transactions);
  const row = { unit: "", note: `the busiest buyer ${Math.max(...tries)}` };
  return triesPerBuyer === undefined
    ? { ...row, what: `${name}: transactions per order`, value: all / orders, budget: { atMost: 2 } }
    : { ...row, what: `${name}: transactions per buyer`, value: all / buyers, budget: { atMost: triesPerBuyer } };
}

function rowsOf(scenario: Scenario, { visits, unaccounted }: Awaited<ReturnType<typeof play>>): readonly Row[] {
  const { name, buyers, pieces } = scenario;
  const answered = Map.groupBy(visits, ({ answer }) => answer);
  const [ordered = [], refused = []] = [answered.get("201"), answered.get("409 inventory.insufficient")];
  const busy = visits.filter(({ answer }) => answer.startsWith("503")).length;
  const others = buyers - ordered.length - refused.length - busy;
  const trips = visits.map(({ roundTrips }) => roundTrips);
  const row = (what: string, value: number, more: Partial<Row> = {}): Row => ({
    what: `${name}: ${what}`,
    value,
    unit: "",
    ...more,
  });
  const none = { budget: { exactly: 0 } };
  const singleWrites = sum(visits, (visit) => visit.singleWrites);
  const writeUnits = sum(visits, (visit) => visit.writeUnits);
  const turns = buyers * millisecondsOfWrite;
  return [
    row("orders", ordered.length, { budget: { exactly: pieces }, note: `of ${buyers} buyers` }),
    row("told that it is sold out (409)", refused.length, { budget: { exactly: buyers - pieces } }),
    row("told to come again (503)", busy, none),
    row("buyers without an answer of ours", others, { ...none, note: [...answered.keys()].join(", ") }),
    row("reserved units without an order", unaccounted, none),
    transactionRow(scenario, visits, ordered.length),
    row("single writes per order", singleWrites / ordered.length),
    row("write units per order", writeUnits / ordered.length, { note: "all tries of all buyers" }),
    row("round trips per buyer, p50", median(trips), { note: `at most ${Math.max(...trips)}` }),
    row("the last order", lastOf(ordered), { unit: "ms", note: "simulated" }),
    row("the last 409", lastOf(refused), {
      unit: "ms",
      budget: { atMost: lastOf(ordered) + turns },
      note: "within the time of one order, after their turns at the item",
    }),
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
