import type { AnsweredCall, Intercept } from "../support/sdk-calls.ts";
import { conflictsAtRandom, conflictsInFlight } from "./conflicts.ts";
import type { Measure } from "./measurements.ts";
import { percentile, type Row } from "./report.ts";
import { type Shop, withShop } from "./with-shop.ts";

const buyers = 200;
const fewUnits = 50;
/** Nearly enough for everybody: what is refused for want of units hardly counts. */
const manyUnits = 150;
const conflictProbability = 0.3;
/** Repeatable; any other seed does as well. */
const seed = 7;
/** A transaction on a few items takes DynamoDB about so long. */
const inFlightMilliseconds = 10;

/** A partition takes so many write units a second, and a transactional write of up to 1 KB costs two (Developer Guide). */
const unitsPerPartition = 1_000;
const transactionalUnits = 2;
/** How many transactions each buyer's checkout tried; the idempotency record, first in each, tells them apart. */
function triesOf(calls: readonly AnsweredCall[]): readonly number[] {
  const tries = new Map<string, number>();
  for (const { operation, body } of calls) {
    if (operation !== "TransactWriteItems") continue;
    const [first] = (JSON.parse(body) as { TransactItems: readonly { Put?: { Item: { pk: { S: string } } } }[] })
      .TransactItems;
    const buyer = first?.Put?.Item.pk.S ?? "";
    tries.set(buyer, (tries.get(buyer) ?? 0) + 1);
  }
  return [...tries.values()];
}

type Rush = { readonly units: number; readonly meanwhile: Intercept };

async function rush(shop: Shop, { units, meanwhile }: Rush) {
  const sku = await shop.anArticle(units);
  const checkouts = await Promise.all(Array.from({ length: buyers }, () => shop.aBuyer([{ sku, quantity: 1 }])));
  shop.house.answerWith(meanwhile);
  const statuses: string[] = [];
  const calls = await shop.house.watching(async () => {
    const answers = await Promise.all(checkouts.map((buy) => buy()));
    statuses.push(...answers.map(({ status, body }) => (status === 201 ? "ordered" : `${status} ${body.code}`)));
  });
  shop.house.answerWith(async () => undefined);
  const stock = await shop.stock.get(sku);
  const tries = triesOf(calls);
  return {
    ordered: statuses.filter((status) => status === "ordered").length,
    refused: statuses.filter((status) => status === "409 inventory.insufficient").length,
    busy: statuses.filter((status) => status.startsWith("503")).length,
    reserved: stock?.levels["loc_main"]?.reserved ?? 0,
    tries,
    transactions: tries.reduce((total, count) => total + count, 0),
  };
}

type Surroundings = {
  readonly name: string;
  readonly meanwhile: Intercept;
  /** Transactions per buyer that are no storm yet: 1 / (1 - p) are needed, and some luck is bad. */
  readonly maxTries: number;
};

async function sellOut(shop: Shop, { name, meanwhile, maxTries }: Surroundings): Promise<readonly Row[]> {
  const units = fewUnits;
  const { ordered, refused, reserved, tries, transactions } = await rush(shop, { units, meanwhile });
  return [
    { what: `${name}: orders`, value: ordered, unit: "", budget: { exactly: units } },
    { what: `${name}: reserved units`, value: reserved, unit: "", budget: { exactly: units } },
    { what: `${name}: clear refusals (409)`, value: refused, unit: "", budget: { exactly: buyers - units } },
    { what: `${name}: transactions per buyer`, value: transactions / buyers, unit: "", budget: { atMost: maxTries } },
    { what: `${name}: transactions of the busiest buyer`, value: percentile(tries, 100), unit: "" },
  ];
}

/** How well a SKU sells to buyers who all come at once. */
async function goodput(shop: Shop): Promise<readonly Row[]> {
  const meanwhile = conflictsInFlight(inFlightMilliseconds);
  const found = await rush(shop, { units: manyUnits, meanwhile });
  const { ordered, refused, busy, reserved, transactions } = found;
  const name = "one item";
  const ceiling = unitsPerPartition / transactionalUnits;
  return [
    { what: `${name}: orders`, value: ordered, unit: "", budget: { atMost: manyUnits }, note: `of ${buyers} buyers` },
    { what: `${name}: reserved units without an order`, value: reserved - ordered, unit: "", budget: { exactly: 0 } },
    {
      what: `${name}: buyers without an answer of ours`,
      value: buyers - ordered - refused - busy,
      unit: "",
      budget: { exactly: 0 },
    },
    { what: `${name}: told that it is sold out (409)`, value: refused, unit: "" },
    { what: `${name}: told to come again (503)`, value: busy, unit: "" },
    { what: `${name}: transactions per order`, value: transactions / ordered, unit: "" },
    { what: `${name}: goodput`, value: (100 * ordered) / transactions, unit: "%", note: "orders per transaction" },
    { what: `${name}: ceiling`, value: ceiling, unit: "orders/s", note: "by DynamoDB's limit on a partition" },
  ];
}

export const measure: Measure = () =>
  withShop(1, async (shop) => [
    ...(await sellOut(shop, { name: "no conflicts", meanwhile: async () => undefined, maxTries: 1 })),
    ...(await sellOut(shop, {
      name: `conflicts, p = ${conflictProbability}`,
      meanwhile: conflictsAtRandom(conflictProbability, seed),
      maxTries: 2,
    })),
    ...(await goodput(shop)),
  ]);
