import type { DynamoDBRecord } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { lambdaContext } from "../../../test/support/lambda-context.ts";
import { type HandleRecords, streamHandler } from "./stream.ts";

function recordOf(sequenceNumber: string | undefined): DynamoDBRecord {
  return {
    eventID: `event-${sequenceNumber}`,
    eventName: "INSERT",
    dynamodb: sequenceNumber === undefined ? {} : { SequenceNumber: sequenceNumber },
  };
}

/** Longer than a number can hold: sequence numbers are words. */
const records = ["100000000000000000001", "100000000000000000002", "100000000000000000003"].map(recordOf);

function run(handle: HandleRecords, Records: DynamoDBRecord[] = records) {
  return streamHandler(handle)({ Records }, lambdaContext("dev-relay"));
}

describe("streamHandler", () => {
  it("handles the whole batch in order", async () => {
    const seen: unknown[] = [];
    const answer = await run(async (batch) => {
      seen.push(...batch.map(({ dynamodb }) => dynamodb?.SequenceNumber));
      return batch.length;
    });
    expect(seen).toEqual(records.map(({ dynamodb }) => dynamodb?.SequenceNumber));
    expect(answer).toEqual({ batchItemFailures: [] });
  });

  it.each([
    [0, "100000000000000000001"],
    [1, "100000000000000000002"],
    [2, "100000000000000000003"],
  ])("goes on from the first record that is not done: after %d done, from %s", async (done, itemIdentifier) => {
    expect(await run(async () => done)).toEqual({ batchItemFailures: [{ itemIdentifier }] });
  });

  it.each([3, 4])("is done where %d of 3 records are", async (done) => {
    expect(await run(async () => done)).toEqual({ batchItemFailures: [] });
  });

  it("is done with an empty batch", async () => {
    expect(await run(async () => 0, [])).toEqual({ batchItemFailures: [] });
  });

  it("throws an outage, so that the whole batch comes again", async () => {
    await expect(run(() => Promise.reject(new Error("socket hang up")))).rejects.toThrow("socket hang up");
  });

  it("throws rather than skip a record that cannot be named", async () => {
    await expect(run(async () => 0, [recordOf(undefined)])).rejects.toThrow("no sequence number");
    expect(await run(async () => 1, [recordOf(undefined)])).toEqual({ batchItemFailures: [] });
  });
});
