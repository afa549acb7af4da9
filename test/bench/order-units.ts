import type { Resources } from "../../infra/local/ports.ts";
import { itemsOf } from "../support/items.ts";
import type { AnsweredCall, Intercept } from "../support/sdk-calls.ts";
import { type Item, itemBytes } from "./item-size.ts";
import { type BusEvent, consumersOf } from "./routing.ts";
import { isDynamoDbCall } from "./steps.ts";
import { type Shop, twoLines } from "./with-shop.ts";
import { type Change, indexEntries, indexUnits, plainUnits, transactionalUnits } from "./write-units.ts";
import { changesBy, isTransaction, isWrite } from "./written-changes.ts";

/** What AWS counts of one order, from the contact to the mail, in a shop where nothing waits for a batch to fill. */
export type OrderUnits = {
  readonly apiCalls: number;
  /** By function, without its stage. */
  readonly invocations: Readonly<Record<string, number>>;
  readonly readUnits: number;
  readonly tableUnits: number;
  readonly indexUnits: number;
  /** What the table holds more than before. */
  readonly tableBytes: number;
  readonly indexBytes: number;
  readonly facts: number;
  readonly factBytes: number;
  readonly messages: number;
  readonly notices: number;
  readonly mails: number;
  /** Traces that checkout's decision to sample is handed on to, and itself. */
  readonly storyTraces: number;
  /** Traces that X-Ray decides on by its own rule. */
  readonly otherTraces: number;
};

/** DynamoDB stores this beside each item and index entry (Developer Guide, "DynamoDB item sizes and formats"). */
const overheadBytes = 100;

function bytesOf(entries: readonly number[]): number {
  return sum(entries, (bytes) => bytes + overheadBytes);
}

function tableBytes(item: Item | undefined): number {
  return item === undefined ? 0 : bytesOf([itemBytes(item)]);
}

function indexBytes(item: Item | undefined): number {
  return item === undefined ? 0 : bytesOf(indexEntries(item).map(({ bytes }) => bytes));
}

function sum<Each>(all: readonly Each[], of: (each: Each) => number): number {
  return all.reduce((total, each) => total + of(each), 0);
}

type Read = { readonly Keys?: readonly unknown[]; readonly ConsistentRead?: boolean };

/** Read units of a call: each key costs as an item of up to 4 KB, which all of an order are, also one that is not there. */
function readUnits({ operation, body }: AnsweredCall): number {
  const { RequestItems, ...alone } = JSON.parse(body) as Read & {
    readonly RequestItems?: Readonly<Record<string, Read>>;
  };
  if (operation !== "GetItem" && operation !== "BatchGetItem") return 0;
  return sum(Object.values(RequestItems ?? { alone }), ({ Keys = [alone], ConsistentRead = false }) =>
    ConsistentRead ? Keys.length : Keys.length / 2,
  );
}

/** Looks at the whole table before and after each write, and keeps what each has changed. */
function watchWrites({ table }: Shop["house"]) {
  const written: { readonly changes: readonly Change[]; readonly inTransaction: boolean }[] = [];
  const watch: Intercept = async (call, send) => {
    if (!isWrite(call)) return undefined;
    const before = await itemsOf(table);
    const answer = await send();
    written.push({ changes: changesBy(call, before, await itemsOf(table)), inTransaction: isTransaction(call) });
    return answer;
  };
  return { written, watch };
}

type Entry = { readonly Source: string; readonly DetailType: string; readonly Detail: string };

function factsIn(calls: readonly AnsweredCall[]): readonly Entry[] {
  return calls
    .filter(({ operation }) => operation === "PutEvents")
    .flatMap(({ body }) => (JSON.parse(body) as { readonly Entries: readonly Entry[] }).Entries);
}

/** What SES tells of each mail, as far as the rules look. */
function mailSent(resources: Resources): BusEvent {
  const set = resources.ofType("AWS::SES::ConfigurationSet").map(({ ref }) => ref);
  return {
    source: "aws.ses",
    "detail-type": "Email Sent",
    detail: { mail: { tags: { "ses:configuration-set": set } } },
  };
}

function counted(names: readonly string[]): Readonly<Record<string, number>> {
  const groups = Map.groupBy(names, (name) => name);
  return Object.fromEntries([...groups].map(([name, all]) => [name, all.length] as const).sort());
}

/** Counts one order of a guest who has a token: contact, cart, checkout of two lines, payment, confirmation, mail. */
export async function countOrder({ house, aBuyer }: Shop, resources: Resources): Promise<OrderUnits> {
  const { written, watch } = watchWrites(house);
  house.answerWith(watch);
  const mailsBefore = house.mails.length;
  const calls = await house.watching(async () => {
    const { status } = await (await aBuyer(twoLines))();
    if (status !== 201) throw new Error(`The checkout was answered ${status}.`);
    await house.settle();
  });
  house.answerWith(async () => undefined);
  const changes = written.flatMap((each) => each.changes);
  const facts = factsIn(calls);
  const mails = house.mails.length - mailsBefore;
  const events = facts.map(({ Source, DetailType, Detail }) => ({
    source: Source,
    "detail-type": DetailType,
    detail: JSON.parse(Detail) as unknown,
  }));
  const ofFacts = events.flatMap((event) => consumersOf(event, resources));
  const ofMails = Array.from({ length: mails }, () => consumersOf(mailSent(resources), resources)).flat();
  const stage = /^[^-]+-/;
  const consumers = [...ofFacts, ...ofMails].map((name) => name.replace(stage, ""));
  const apis = new Set(calls.filter(isDynamoDbCall).map(({ functionName = "" }) => functionName));
  const called = [...apis].filter((name) => !name.endsWith("-events") && name !== "relay");
  // The gateway keeps the authorizer's answer for five minutes, and the checkout is a noticed route.
  const beside = ["customers-authorizer", "relay-access"];
  return {
    apiCalls: called.length,
    invocations: counted([...called, ...beside, ...facts.map(() => "relay"), ...consumers]),
    readUnits: sum(calls.filter(isDynamoDbCall), readUnits),
    tableUnits: sum(written, ({ changes: made, inTransaction }) =>
      sum(made, inTransaction ? transactionalUnits : plainUnits),
    ),
    indexUnits: sum(changes, indexUnits),
    tableBytes: sum(changes, ({ old, next }) => tableBytes(next) - tableBytes(old)),
    indexBytes: sum(changes, ({ old, next }) => indexBytes(next) - indexBytes(old)),
    facts: facts.length,
    factBytes: sum(facts, ({ Detail }) => Buffer.byteLength(Detail)),
    messages: consumers.length,
    notices: consumers.filter((name) => name === "relay-topics").length + 1,
    mails,
    storyTraces: 1 + ofFacts.length,
    otherTraces: called.length - 1 + facts.length + ofMails.length + 1,
  };
}
