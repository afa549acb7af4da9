import type { Context, InvokeResult, Resource } from "../ports.ts";
import { region } from "../template/physical.ts";
import { type Disturb, lost, timedOut } from "./disturb.ts";
import { nameOf, traceIdOf } from "./ids.ts";
import { record } from "./input.ts";
import { systemAttributes } from "./message-api.ts";
import { md5OfBody } from "./message-attributes.ts";
import { itemFailures } from "./partial-response.ts";
import { nextVisibleAt, type Received, remove } from "./queue.ts";
import type { Queues } from "./queues.ts";
import { backoffMilliseconds } from "./stream.ts";

/** A message as Lambda hands it to a function (Lambda developer guide, "Using Lambda with Amazon SQS"). */
function sqsRecord(message: Received, queueArn: string) {
  const attributes = Object.entries(message.attributes).map(
    ([name, { DataType: dataType, StringValue: stringValue, BinaryValue: binaryValue }]) => [
      name,
      {
        ...(binaryValue === undefined ? { stringValue } : { binaryValue }),
        ...{ stringListValues: [], binaryListValues: [], dataType },
      },
    ],
  );
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(attributes),
    md5OfBody: md5OfBody(message.body),
    eventSource: "aws:sqs",
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

/**
 * The messages done, to be deleted; the others stay hidden until their visibility ends. An identifier that names no
 * message of the batch fails all of it (Lambda developer guide, "Handling errors for an SQS event source").
 */
export function finished(messages: readonly Received[], result: InvokeResult): readonly Received[] {
  if (!result.ok) return [];
  const failures = itemFailures(result.payload);
  if (failures === "none") return messages;
  const known = new Set(messages.map((message) => message.messageId));
  if (failures === "all" || !failures.every((id) => known.has(id))) return [];
  return messages.filter((message) => !failures.includes(message.messageId));
}

export type QueueMapping = { readonly start: () => void; readonly busy: () => boolean; readonly stop: () => void };

/** Drives one queue mapping of the template. */
export function createQueueMapping(
  { properties }: Resource,
  context: Context,
  queues: Queues,
  disturb: Disturb,
): QueueMapping {
  const { clock, invoke } = context;
  const queue = queues.get(String(properties.EventSourceArn));
  const functionName = nameOf(String(properties.FunctionName));
  const { arn, visibilityTimeoutSeconds } = queue.settings;
  const max = Number(properties.BatchSize);
  const concurrency = Number(record(properties, "ScalingConfig").MaximumConcurrency);
  const free: (() => void)[] = [];
  let working = 0;
  let stopped = false;

  /** One batch is received at a time, and none before a function may take it. */
  async function poll(): Promise<void> {
    while (!stopped) {
      if (working >= concurrency) await new Promise<void>((resolve) => free.push(resolve));
      const messages = await queues.receive(arn, { max }, Number.POSITIVE_INFINITY);
      if (messages.length === 0) continue;
      working += 1;
      void deliver(messages);
    }
  }

  async function deliver(messages: readonly Received[]): Promise<void> {
    const result = await invokeUntilHidden(messages);
    for (const message of finished(messages, result)) remove(queue, message.receiptHandle);
    working -= 1;
    free.shift()?.();
  }

  /** A throttled invocation is tried again, with backoff, while the messages are hidden. */
  async function invokeUntilHidden(messages: readonly Received[]): Promise<InvokeResult> {
    const what = messages.map(({ messageId }) => messageId).join(", ");
    const { drop, timeout } = disturb({ to: functionName, from: "queue", may: ["drop", "timeout"], what });
    if (drop) return lost;
    const hiddenUntil = clock.now() + visibilityTimeoutSeconds * 1000;
    const event = { Records: messages.map((message) => sqsRecord(message, arn)) };
    const traces = messages.map((message) => traceIdOf(message.traceHeader));
    const links = [...new Set(traces.filter((trace) => trace !== undefined))];
    for (let attempts = 1; ; attempts += 1) {
      const result = await invoke(functionName, event, { links, ...(timeout ? timedOut : {}) });
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
