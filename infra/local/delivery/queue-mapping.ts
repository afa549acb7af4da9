import type { Context, InvokeResult, Resource } from "../ports.ts";
import { REGION } from "../template/physical.ts";
import { nameOf, traceIdOf } from "./ids.ts";
import { list, record } from "./input.ts";
import { type MessageAttribute, md5OfAttributes, md5OfBody } from "./message-attributes.ts";
import { itemFailures } from "./partial-response.ts";
import { nextVisibleAt, type Received, remove } from "./queue.ts";
import { systemAttributes } from "./queue-api.ts";
import type { Queues } from "./queues.ts";
import { backoffMilliseconds } from "./stream.ts";

/** A message as Lambda hands it to a function (Lambda developer guide, "Using Lambda with Amazon SQS"). */
function sqsRecord(message: Received, queueArn: string) {
  const md5 = md5OfAttributes(message.attributes);
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, value]) => [name, recordAttribute(value)]),
    ),
    md5OfBody: md5OfBody(message.body),
    ...(md5 === undefined ? {} : { md5OfMessageAttributes: md5 }),
    eventSource: "aws:sqs",
    eventSourceARN: queueArn,
    awsRegion: REGION,
  };
}

/**
 * The messages done, to be deleted; the others stay hidden until their visibility ends. An identifier that names no
 * message of the batch fails all of it (Lambda developer guide, "Handling errors for an SQS event source").
 */
export function finished(
  messages: readonly Received[],
  result: InvokeResult,
  reportsItemFailures: boolean,
): readonly Received[] {
  if (!result.ok) return [];
  const failures = reportsItemFailures ? itemFailures(result.payload) : "none";
  if (failures === "none") return messages;
  const known = new Set(messages.map((message) => message.messageId));
  if (failures === "all" || !failures.every((id) => known.has(id))) return [];
  return messages.filter((message) => !failures.includes(message.messageId));
}

export type QueueMapping = { readonly start: () => void; readonly busy: () => boolean; readonly stop: () => void };

/** Lambda begins with five concurrent batches; the mapping's `MaximumConcurrency` sets another number. */
const initialConcurrency = 5;

/** Drives one queue mapping of the template. */
export function createQueueMapping({ properties }: Resource, context: Context, queues: Queues): QueueMapping {
  const { clock, invoke } = context;
  const queue = queues.get(String(properties.EventSourceArn));
  const { arn, visibilityTimeoutSeconds } = queue.settings;
  const batchSize = Number(properties.BatchSize ?? 10);
  const windowMilliseconds = Number(properties.MaximumBatchingWindowInSeconds ?? 0) * 1000;
  const reportsItemFailures = list(properties, "FunctionResponseTypes").includes("ReportBatchItemFailures");
  const concurrency = Number(record(properties, "ScalingConfig").MaximumConcurrency ?? initialConcurrency);
  const free: (() => void)[] = [];
  let working = 0;
  let stopped = false;

  /** One batch is gathered at a time, and none before a function may take it. */
  async function poll(): Promise<void> {
    while (!stopped) {
      if (working >= concurrency) await new Promise<void>((resolve) => free.push(resolve));
      const messages = await queues.receive(arn, { max: Math.min(10, batchSize) }, Number.POSITIVE_INFINITY);
      if (messages.length === 0) continue;
      working += 1;
      await fill(messages);
      void deliver(messages);
    }
  }

  async function deliver(messages: readonly Received[]): Promise<void> {
    const result = await invokeUntilHidden(messages);
    for (const message of finished(messages, result, reportsItemFailures)) remove(queue, message.receiptHandle);
    working -= 1;
    free.shift()?.();
  }

  /** A receive brings at most ten messages; more follow until the batch is full or its window is over. */
  async function fill(messages: Received[]): Promise<void> {
    const end = clock.now() + windowMilliseconds;
    while (messages.length < batchSize && !stopped) {
      const options = { max: Math.min(10, batchSize - messages.length) };
      const more = await queues.receive(arn, options, Math.max(0, end - clock.now()));
      if (more.length === 0) return;
      messages.push(...more);
    }
  }

  /** A throttled invocation is tried again, with backoff, while the messages are hidden. */
  async function invokeUntilHidden(messages: readonly Received[]): Promise<InvokeResult> {
    const hiddenUntil = clock.now() + visibilityTimeoutSeconds * 1000;
    const event = { Records: messages.map((message) => sqsRecord(message, arn)) };
    const traces = messages.map((message) => traceIdOf(message.traceHeader));
    const links = [...new Set(traces.filter((trace) => trace !== undefined))];
    for (let attempts = 1; ; attempts += 1) {
      const result = await invoke(nameOf(String(properties.FunctionName)), event, { links });
      const wait = backoffMilliseconds(attempts);
      if (result.ok || result.failure !== "throttle" || stopped || clock.now() + wait >= hiddenUntil) return result;
      await new Promise<void>((resolve) => clock.after(wait, resolve));
    }
  }

  return {
    start: () => void poll(),
    busy: () => working > 0 || (nextVisibleAt(queue) ?? Number.POSITIVE_INFINITY) <= clock.now() + 1000,
    stop() {
      stopped = true;
    },
  };
}

function recordAttribute(attribute: MessageAttribute) {
  const { DataType, StringValue, BinaryValue } = attribute;
  return {
    ...(StringValue === undefined ? {} : { stringValue: StringValue }),
    ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  };
}
