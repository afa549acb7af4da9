import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { Busy } from "@millrace/kernel/refusals";
import { jittered, type Pause } from "./pause.ts";
import type { AnyEntity, Table } from "./table.ts";

type Stored = Record<string, AttributeValue>;
type Key = Stored;

/** One item to read by its whole key, together with others. */
export type Read<Item> = { readonly key: Key; readonly parse: (stored: Stored) => Item };

/** What can be asked for at once: single items, and lists of them. */
type Asked = Read<unknown> | readonly Read<unknown>[];

/** The items of what was asked, each undefined where nothing is stored. */
type Results<Asks extends readonly Asked[]> = {
  [Index in keyof Asks]: Asks[Index] extends Read<infer Item>
    ? Item | undefined
    : Asks[Index] extends readonly Read<infer Item>[]
      ? readonly (Item | undefined)[]
      : never;
};

/** DynamoDB's limit on the keys of one BatchGetItem. */
const maxKeys = 100;
/** 0.6 s of pauses at the most, as a transaction follows that has pauses of its own. */
const maxAttempts = 6;
const backOff = jittered({ firstMilliseconds: 20, longestMilliseconds: 320 });

/** Makes a read from an entity and the composite attributes of its key. */
export function readOf<Item>(entity: AnyEntity, composites: Readonly<Record<string, unknown>>): Read<Item> {
  const { Key } = entity.get(composites).params() as { Key: Readonly<Record<string, string>> };
  return {
    key: Object.fromEntries(Object.entries(Key).map(([name, value]) => [name, { S: value }])),
    parse: (stored) => entity.parse({ Item: unmarshall(stored) }).data as Item,
  };
}

/** The same read, with its item made into something else. */
export function mapRead<Item, Made>({ key, parse }: Read<Item>, make: (item: Item) => Made): Read<Made> {
  return {
    key,
    parse: (stored) => make(parse(stored)),
  };
}

function nameOf(key: Key): string {
  return JSON.stringify([key["pk"]?.S, key["sk"]?.S]);
}

async function fetch(table: Table, keys: readonly Key[], pause: Pause): Promise<readonly Stored[]> {
  const found: Stored[] = [];
  let pending = [...keys];
  for (let attempt = 0; pending.length > 0; attempt += 1) {
    if (attempt === maxAttempts) throw Busy(`${pending.length} items could not be read in time.`);
    if (attempt > 0) await pause(attempt - 1);
    const answer = await table.client.send("BatchGetItem", {
      RequestItems: { [table.table]: { Keys: pending, ConsistentRead: true } },
    });
    found.push(...(answer.Responses?.[table.table] ?? []));
    pending = answer.UnprocessedKeys?.[table.table]?.Keys ?? [];
  }
  return found;
}

function isList(asked: Asked): asked is readonly Read<unknown>[] {
  return Array.isArray(asked);
}

function batchesOf(keys: readonly Key[]): readonly (readonly Key[])[] {
  return Array.from({ length: Math.ceil(keys.length / maxKeys) }, (_, index) =>
    keys.slice(index * maxKeys, (index + 1) * maxKeys),
  );
}

/**
 * Reads items in one strongly consistent BatchGetItem, in the order asked; more than 100 go in several at the same time.
 * Never TransactGetItems: any concurrent write would cancel it.
 *
 * @throws Busy when DynamoDB leaves keys unprocessed after all attempts
 */
export async function batchGet<const Asks extends readonly Asked[]>(
  table: Table,
  asks: Asks,
  pause: Pause = backOff,
): Promise<Results<Asks>> {
  const keys = new Map(asks.flat().map(({ key }) => [nameOf(key), key]));
  const batches = await Promise.all(batchesOf([...keys.values()]).map((batch) => fetch(table, batch, pause)));
  const stored = new Map(batches.flat().map((item) => [nameOf(item), item]));
  const itemOf = ({ key, parse }: Read<unknown>): unknown => {
    const item = stored.get(nameOf(key));
    return item === undefined ? undefined : parse(item);
  };
  return asks.map((asked) => (isList(asked) ? asked.map(itemOf) : itemOf(asked))) as Results<Asks>;
}
