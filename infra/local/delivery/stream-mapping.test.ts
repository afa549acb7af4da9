import { describe, expect, it } from "vitest";
import type { FaultRule } from "../fault-plan.ts";
import { createFaults } from "../faults.ts";
import type { StoredObject } from "./failure-record.ts";
import { fakeContext, functionError, resource, settled } from "./fake-context.ts";
import { createStreamDriver } from "./stream-mapping.ts";

const mapping = resource("AWS::Lambda::EventSourceMapping", "Relay", {
  EventSourceArn: "arn:aws:dynamodb:us-east-1:000000000000:table/dev/stream/1",
  FunctionName: "dev-relay",
  BatchSize: 2,
  MaximumRetryAttempts: 1,
  MaximumRecordAgeInSeconds: 60,
  DestinationConfig: { OnFailure: { Destination: "arn:aws:s3:::failures" } },
});
function aRecord(number: number) {
  return {
    eventName: "INSERT",
    dynamodb: { SequenceNumber: String(number), Keys: { pk: { S: String(number) } }, ApproximateCreationDateTime: 0 },
  };
}

function aDriver(...plan: FaultRule[]) {
  const context = fakeContext();
  const log: string[] = [];
  const stored: StoredObject[] = [];
  const faults = createFaults(plan, 1, (line) => void log.push(line));
  const driver = createStreamDriver(mapping, context, faults.strikeDelivery, (object) => void stored.push(object));
  const batches = () =>
    context.invocations.map(({ event }) =>
      (event as { Records: ReturnType<typeof aRecord>[] }).Records.map(({ dynamodb }) => dynamodb.SequenceNumber),
    );
  return { batches, context, driver, log, stored };
}
const once = { function: "relay", from: "stream", occurrence: 1 } as const;

// Lambda developer guide, "Polling and batching streams": one invocation at a time for a shard, in order.
it("one batch follows another only when it is done", async () => {
  const { batches, context, driver } = aDriver();
  const answers: (() => void)[] = [];
  context.answer = () => new Promise((resolve) => answers.push(() => resolve({ ok: true, payload: null })));
  driver.offer([1, 2, 3].map(aRecord), "shard");
  await settled();
  expect(batches()).toEqual([["1", "2"]]);
  expect(driver.busy()).toBe(true);
  for (const _ of [1, 2]) {
    answers.shift()?.();
    await settled();
  }
  expect(batches()).toEqual([["1", "2"], ["3"]]);
  expect(driver.busy()).toBe(false);
});

// Lambda developer guide, "Retain discarded records for a DynamoDB event source".
it("what cannot be handled is stored, each poison record by itself, and the rest goes on", async () => {
  const { batches, context, driver, stored } = aDriver();
  context.answer = ({ event }) => (JSON.stringify(event).includes('"2"') ? functionError : { ok: true, payload: null });
  driver.offer([1, 2, 3].map(aRecord), "shard");
  await context.clock.advance(2_000);
  expect(batches()).toEqual([["1", "2"], ["1"], ["2"], ["2"], ["3"]]);
  expect(stored.map(({ body }) => JSON.parse(body).DDBStreamBatchInfo.startSequenceNumber)).toEqual(["2"]);
});

describe("a fault of a delivery from the stream", () => {
  it("that drops a batch has it retried, as a failure of the function", async () => {
    const { batches, context, driver, log } = aDriver({ ...once, fault: "drop" });
    driver.offer([1].map(aRecord), "shard");
    await settled();
    expect(batches()).toEqual([]);
    await context.clock.advance(100);
    expect(batches()).toEqual([["1"]]);
    expect(log).toEqual(["fault drop hit 1 from stream to dev-relay"]);
  });

  it("that times out ends the invocation", async () => {
    const { context, driver } = aDriver({ ...once, fault: "timeout" });
    driver.offer([1].map(aRecord), "shard");
    await settled();
    expect(context.invocations[0]?.options).toEqual({ timeoutMilliseconds: 0 });
  });

  it("that duplicates hands each batch over twice and no more", async () => {
    const { batches, driver } = aDriver({ ...once, occurrence: "every", fault: "duplicate" });
    driver.offer([1, 2, 3].map(aRecord), "shard");
    await settled();
    expect(batches()).toEqual([["1", "2"], ["1", "2"], ["3"], ["3"]]);
  });

  it("that delays keeps all records waiting, in order", async () => {
    const { batches, context, driver } = aDriver({ ...once, fault: "delay", seconds: 10 });
    driver.offer([1].map(aRecord), "shard");
    driver.offer([2].map(aRecord), "shard");
    await settled();
    expect(batches()).toEqual([]);
    await context.clock.advance(10_000);
    expect(batches()).toEqual([["1", "2"]]);
  });
});
