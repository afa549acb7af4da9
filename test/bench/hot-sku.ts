import { readTogether } from "@millrace/table/read";
import { conflictError } from "../../infra/local/endpoint/injected.ts";
import { createRandom } from "../../infra/local/random.ts";
import { type AnsweredCall, jsonAnswer, type SdkCall } from "../support/sdk-calls.ts";
import type { Measure } from "./measurements.ts";
import { percentile, type Row } from "./report.ts";
import { type Shop, withShop } from "./with-shop.ts";

const buyers = 200;
const pieces = 50;
const conflictProbability = 0.3;
/** Repeatable; any other seed does as well. */
const seed = 7;

/** Another writer at an item, as often as the probability says: DynamoDB Local itself never conflicts. */
const conflictsAtRandom = () => {
  const random = createRandom(seed);
  return ({ operation, body }: SdkCall): unknown => {
    if (operation !== "TransactWriteItems" || random() >= conflictProbability) return undefined;
    const { code, message, status, members } = conflictError({ operation, input: JSON.parse(body) });
    return jsonAnswer({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message, ...members }, status);
  };
};

const rush = async (shop: Shop) => {
  const sku = await shop.anArticle(pieces);
  const checkouts = await Promise.all(Array.from({ length: buyers }, () => shop.aBuyer([{ sku, quantity: 1 }])));
  return { sku, checkouts };
};

/** How many transactions each buyer's checkout tried; the idempotency record, first in each, tells them apart. */
const triesOf = (calls: readonly AnsweredCall[]): readonly number[] => {
  const tries = new Map<string, number>();
  for (const { operation, body } of calls) {
    if (operation !== "TransactWriteItems") continue;
    const [first] = (JSON.parse(body) as { TransactItems: readonly { Put?: { Item: { pk: { S: string } } } }[] })
      .TransactItems;
    const buyer = first?.Put?.Item.pk.S ?? "";
    tries.set(buyer, (tries.get(buyer) ?? 0) + 1);
  }
  return [...tries.values()];
};

type Surroundings = {
  readonly name: string;
  readonly answer: (call: SdkCall) => unknown;
  /** Transactions per buyer that are no storm yet: 1 / (1 - p) are needed, and some luck is bad. */
  readonly maxTries: number;
};

const sellOut = async (shop: Shop, { name, answer, maxTries }: Surroundings): Promise<readonly Row[]> => {
  const { sku, checkouts } = await rush(shop);
  shop.house.answerWith(answer);
  const statuses: string[] = [];
  const calls = await shop.house.watching(async () => {
    const answers = await Promise.all(checkouts.map((buy) => buy()));
    statuses.push(...answers.map(({ status, body }) => (status === 201 ? "ordered" : `${status} ${body.code}`)));
  });
  shop.house.answerWith(() => undefined);
  const tries = triesOf(calls);
  const ordered = statuses.filter((status) => status === "ordered").length;
  const refused = statuses.filter((status) => status === "409 inventory.insufficient").length;
  const [stock] = await readTogether(shop.house.table, [shop.stock.read(sku)]);
  const level = stock?.levels["loc_main"];
  return [
    { what: `${name}: orders`, value: ordered, unit: "", budget: { exactly: pieces } },
    { what: `${name}: reserved pieces`, value: level?.reserved ?? 0, unit: "", budget: { exactly: pieces } },
    { what: `${name}: clear refusals (409)`, value: refused, unit: "", budget: { exactly: buyers - pieces } },
    {
      what: `${name}: transactions per buyer`,
      value: tries.reduce((total, count) => total + count, 0) / buyers,
      unit: "",
      budget: { atMost: maxTries },
    },
    { what: `${name}: transactions of the busiest buyer`, value: percentile(tries, 100), unit: "" },
  ];
};

export const measure: Measure = () =>
  withShop(1, async (shop) => [
    ...(await sellOut(shop, { name: "no conflicts", answer: () => undefined, maxTries: 1 })),
    ...(await sellOut(shop, {
      name: `conflicts, p = ${conflictProbability}`,
      answer: conflictsAtRandom(),
      maxTries: 2,
    })),
  ]);
