import type { WriteRequest } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { jittered, type Pause } from "@millrace/table/pause";
import type { Table } from "@millrace/table/table";
import type { Item } from "./items.ts";

/** The most that one BatchWriteItem takes. */
const batchSize = 25;
/** A table that takes nothing for so many tries, half a minute of pauses in all, will not take the rest either. */
const maxAttempts = 12;
const backOff = jittered({ firstMilliseconds: 50, longestMilliseconds: 5_000 });

/** The table did not take everything; the message says what to do. */
class WriteError extends Error {
  override readonly name = "WriteError";
}

export type Writing = {
  readonly inFlight: number;
  readonly onWritten: (items: number) => void;
  readonly pause?: Pause;
};

function requestOf(item: Item): WriteRequest {
  return {
    PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) },
  };
}

async function writeBatch({ client, table }: Table, batch: readonly WriteRequest[], writing: Writing): Promise<void> {
  const { onWritten, pause = backOff } = writing;
  let left: readonly WriteRequest[] = batch;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    if (attempt > 0) await pause(attempt - 1);
    const { UnprocessedItems = {} } = await client.send("BatchWriteItem", { RequestItems: { [table]: [...left] } });
    const unprocessed = UnprocessedItems[table] ?? [];
    onWritten(left.length - unprocessed.length);
    if (unprocessed.length === 0) return;
    left = unprocessed;
  }
  throw new WriteError(
    `The table keeps refusing ${left.length} items. Give it a moment, or more capacity, and run the same seed again: it writes over what is there.`,
  );
}

/** Puts items as they come, 25 a request and several requests at a time; what the table leaves over goes again. */
export async function writeAll(table: Table, items: AsyncIterable<Item>, writing: Writing): Promise<void> {
  // One iterator for all writers: each takes the next items that nobody has.
  const source = items[Symbol.asyncIterator]();
  const nextBatch = async (): Promise<readonly WriteRequest[]> => {
    const batch: WriteRequest[] = [];
    while (batch.length < batchSize) {
      const { done, value } = await source.next();
      if (done) break;
      batch.push(requestOf(value));
    }
    return batch;
  };
  await Promise.all(
    Array.from({ length: writing.inFlight }, async () => {
      for (let batch = await nextBatch(); batch.length > 0; batch = await nextBatch()) {
        await writeBatch(table, batch, writing);
      }
    }),
  );
}
