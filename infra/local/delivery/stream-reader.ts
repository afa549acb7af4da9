import { setTimeout as rest } from "node:timers/promises";
import { createDynamoDbProxy, type DynamoDbProxy } from "../endpoint/dynamodb-proxy.ts";
import type { Cancel, Clock, Logs } from "../ports.ts";
import { region } from "../template/physical.ts";
import type { StreamRecord } from "./stream.ts";

export type StreamReader = {
  readonly start: () => void;
  /** Reads at once, because the table was written to. */
  readonly poke: () => void;
  /** True from a poke until a read that began after it came back empty. */
  readonly busy: () => boolean;
  readonly stop: () => void;
};

export type StreamReaderConfig = {
  readonly endpoint: string;
  readonly tableName: string;
  /** The ARN the template gives the stream; the database has its own. */
  readonly streamArn: string;
  readonly clock: Clock;
  readonly logs: Logs;
  readonly onRecords: (records: readonly StreamRecord[], shardId: string) => void;
};

/** Between two reads of a quiet table: a write is announced by `poke`, this only catches writes from outside. */
const idleMilliseconds = 1000;
/**
 * Between two reads of one shard, so that writes at once are read at once: each read costs the database and us more than
 * the records in it. Lambda rests longer still ("four times per second", Lambda developer guide, "Polling and batching
 * streams").
 */
const restMilliseconds = 100;

type RawRecord = StreamRecord & {
  readonly dynamodb: { readonly OldImage?: Image; readonly NewImage?: Image };
};
type Attribute = { readonly M?: Image; readonly L?: readonly Attribute[] };
type Image = { readonly [name: string]: Attribute };
type Shard = {
  iterator?: string | undefined;
  last?: string;
  closed: boolean;
  /** When it was read last, by `performance.now()`. */
  readAt: number;
};

/** Reads all shards of a table's stream in the database from the oldest record on, in order. */
export function createStreamReader(config: StreamReaderConfig): StreamReader {
  const shards = new Map<string, Shard>();
  const database = createDynamoDbProxy(config.endpoint);
  let localArn: string | undefined;
  let reading = false;
  let poked = true;
  let stopped = false;
  let cancelIdle: Cancel = () => {};

  async function read(): Promise<void> {
    if (reading || stopped) return;
    reading = true;
    cancelIdle();
    try {
      do {
        poked = false;
        await readAll();
      } while (poked && !stopped);
    } catch (error) {
      // Isolation boundary: the database may be starting or ending; the next round begins with fresh iterators.
      for (const shard of shards.values()) delete shard.iterator;
      if (!stopped) config.logs.write("/millrace/local/stream", `Reading the stream failed: ${String(error)}`);
    }
    reading = false;
    if (!stopped) cancelIdle = config.clock.after(idleMilliseconds, () => void read());
  }

  async function readAll(): Promise<void> {
    if (shards.size === 0 || [...shards.values()].every((shard) => shard.closed)) await findShards();
    for (const [shardId, shard] of shards) {
      while (!shard.closed && !stopped) {
        shard.iterator ??= await iteratorOf(database, { StreamArn: localArn, ShardId: shardId }, shard.last);
        const rested = performance.now() - shard.readAt;
        if (rested < restMilliseconds) await rest(restMilliseconds - rested);
        shard.readAt = performance.now();
        const page = await streamCall(database, "GetRecords", { ShardIterator: shard.iterator });
        const records = (page.Records ?? []) as readonly RawRecord[];
        shard.iterator = page.NextShardIterator as string | undefined;
        shard.closed = shard.iterator === undefined;
        if (records.length === 0) break;
        shard.last = records.at(-1)?.dynamodb.SequenceNumber ?? "";
        config.onRecords(
          records.map((record) => asAws(record, config.streamArn, config.clock.now())),
          shardId,
        );
      }
    }
  }

  async function findShards(): Promise<void> {
    localArn ??= await streamOf(database, config.tableName);
    for (const shardId of await shardsOf(database, localArn)) {
      if (!shards.has(shardId)) shards.set(shardId, { closed: false, readAt: Number.NEGATIVE_INFINITY });
    }
  }

  return {
    start: () => void read(),
    poke: () => {
      poked = true;
      void read();
    },
    busy: () => reading || poked,
    stop: () => {
      stopped = true;
      cancelIdle();
      database.stop();
    },
  };
}

/** The ARN of a table's stream in the database. */
async function streamOf(database: DynamoDbProxy, tableName: string): Promise<string> {
  const { Streams } = await streamCall(database, "ListStreams", { TableName: tableName });
  const [stream] = Streams as readonly { readonly StreamArn: string }[];
  if (stream === undefined) throw new Error(`Table ${tableName} has no stream.`);
  return stream.StreamArn;
}

async function shardsOf(database: DynamoDbProxy, streamArn: string): Promise<readonly string[]> {
  const { StreamDescription } = await streamCall(database, "DescribeStream", { StreamArn: streamArn });
  const { Shards } = StreamDescription as { readonly Shards: readonly { readonly ShardId: string }[] };
  return Shards.map(({ ShardId }) => ShardId);
}

/** An iterator after the last record read, or from the oldest on. */
async function iteratorOf(database: DynamoDbProxy, shard: object, last: string | undefined): Promise<string> {
  const from =
    last === undefined
      ? { ShardIteratorType: "TRIM_HORIZON" }
      : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: last };
  const { ShardIterator } = await streamCall(database, "GetShardIterator", { ...shard, ...from });
  return String(ShardIterator);
}

/**
 * How a deletion by time to live is told (DynamoDB developer guide, "DynamoDB Streams and Time to Live"). DynamoDB Local
 * 3.3 leaves the identity out and calls it `UNKNOWN_TO_SDK_VERSION`, as it calls nothing else.
 */
const expiry = {
  eventName: "REMOVE",
  userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" },
};

/** DynamoDB Local names its own region and ARN, cuts times to the minute, and has a word of its own for an expiry. */
export function asAws(record: RawRecord, streamArn: string, now: number): StreamRecord {
  const mark = record.eventName === "UNKNOWN_TO_SDK_VERSION" ? expiry : {};
  const { OldImage, NewImage } = record.dynamodb;
  const dynamodb = {
    ...record.dynamodb,
    ...(OldImage ? { OldImage: withTypes(OldImage) } : {}),
    ...(NewImage ? { NewImage: withTypes(NewImage) } : {}),
    ApproximateCreationDateTime: Math.floor(now / 1000),
  };
  const rewritten = { ...record, ...mark, awsRegion: region, dynamodb, eventSourceARN: streamArn };
  return rewritten;
}

/**
 * An image as AWS tells it: DynamoDB Local leaves the type of an empty map out (`{}` in place of `{ "M": {} }`), in
 * streams only, and no value without a type could be read.
 */
function withEmptyMaps(value: Attribute): Attribute {
  const { M, L } = value;
  if (L !== undefined) return { L: L.map(withEmptyMaps) };
  if (M !== undefined) return { M: withTypes(M) };
  return Object.keys(value).length === 0 ? { M: {} } : value;
}

function withTypes(image: Image): Image {
  return Object.fromEntries(Object.entries(image).map(([name, value]) => [name, withEmptyMaps(value)]));
}

/** The raw protocol: its JSON is already what a Lambda event holds (typed attributes, base64 binaries). */
async function streamCall(
  database: DynamoDbProxy,
  operation: string,
  input: unknown,
): Promise<Readonly<Record<string, unknown>>> {
  const target = `DynamoDBStreams_20120810.${operation}`;
  const { status, body } = await database.forward(
    target,
    "application/x-amz-json-1.0",
    Buffer.from(JSON.stringify(input)),
  );
  if (status !== 200) throw new Error(`${operation}: ${status} ${body.toString()}`);
  return JSON.parse(body.toString()) as Readonly<Record<string, unknown>>;
}
