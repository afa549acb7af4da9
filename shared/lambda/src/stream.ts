import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import middy from "@middy/core";
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { logger, tracer } from "./observability.ts";

/** A change of an item, as the table's stream tells it. */
export type StreamRecord = DynamoDBRecord;

/** Handles a batch in order and answers how many of its records, from the first, are done. */
export type HandleRecords = (records: readonly StreamRecord[]) => Promise<number>;

/**
 * The stream chain: in order, stopping at the first record that is not done, whose sequence number Lambda takes as the
 * point to go on from. Powertools' BatchProcessor goes on past a failure, which would reorder an aggregate's facts.
 *
 * @throws what `handle` throws: Lambda then halves the batch and tries again
 */
export function streamHandler(handle: HandleRecords) {
  return middy(async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const done = await handle(event.Records);
    const next = event.Records[done]?.dynamodb?.SequenceNumber;
    if (done >= event.Records.length) return { batchItemFailures: [] };
    if (next === undefined) throw new Error("A stream record has no sequence number.");
    logger.warn("Stopped at a record; the stream goes on from it.", { done, of: event.Records.length });
    return { batchItemFailures: [{ itemIdentifier: next }] };
  })
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(captureLambdaHandler(tracer, { captureResponse: false }));
}
