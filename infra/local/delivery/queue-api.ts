import { type AwsApi, type AwsCall, AwsError, type Clock, type Random } from "../ports.ts";
import { uuid } from "./ids.ts";
import { batch, jsonObject, list, numeric, record, text, within } from "./input.ts";
import {
  type MessageAttribute,
  type MessageAttributes,
  md5OfAttributes,
  md5OfBody,
  messageBytes,
} from "./message-attributes.ts";
import { type MoveTask, moveMessages } from "./move-task.ts";
import { changeVisibility, depth, type Message, type Outgoing, type Queue, type Received, remove } from "./queue.ts";
import type { NewQueue, Queues } from "./queues.ts";

type Entry = Readonly<Record<string, unknown>>;

/** 1 MiB for a message, and for all messages of a batch together (SQS quotas). */
const maximumBytes = 1_048_576;

/** The operations of `sqs` that the stack, its tests and a person with the AWS CLI use. */
export function createQueueApi(config: {
  readonly queues: Queues;
  readonly clock: Clock;
  readonly random: Random;
}): AwsApi {
  const { queues, clock, random } = config;
  const tasks: MoveTask[] = [];
  const queueOf = (call: AwsCall): Queue => queues.get(text(call.input, "QueueUrl"));

  function sendOne(queue: Queue, entry: Entry, call: AwsCall) {
    const outgoing = outgoingOf(entry, call);
    const MessageId = queues.send(queue.settings.name, outgoing);
    const attributes = md5OfAttributes(outgoing.attributes ?? {});
    return {
      MessageId,
      MD5OfMessageBody: md5OfBody(outgoing.body),
      ...(attributes === undefined ? {} : { MD5OfMessageAttributes: attributes }),
    };
  }

  function setVisibility(queue: Queue, entry: Entry) {
    const seconds = within(entry, "VisibilityTimeout", 0, 43_200);
    changeVisibility(queue, text(entry, "ReceiptHandle"), seconds, clock.now());
    queues.wake(queue.settings.name);
    return {};
  }

  function removeOne(queue: Queue, entry: Entry) {
    remove(queue, text(entry, "ReceiptHandle"));
    return {};
  }

  function inBatch(call: AwsCall, run: (queue: Queue, entry: Entry, call: AwsCall) => Entry) {
    const queue = queueOf(call);
    return batch(list<Entry>(call.input, "Entries"), { of: bytesOf, maximum: maximumBytes }, (entry) =>
      run(queue, entry, call),
    );
  }

  async function receiveMessages(call: AwsCall) {
    const queue = queueOf(call);
    const waitSeconds = within(call.input, "WaitTimeSeconds", 0, 20, queue.settings.receiveWaitSeconds);
    const options = {
      max: within(call.input, "MaxNumberOfMessages", 1, 10, 1),
      visibilitySeconds: within(call.input, "VisibilityTimeout", 0, 43_200, queue.settings.visibilityTimeoutSeconds),
    };
    const received = await queues.receive(queue.settings.name, options, waitSeconds * 1000);
    return received.length === 0 ? {} : { Messages: received.map((message) => shown(message, call.input)) };
  }

  function createQueue(call: AwsCall) {
    const name = text(call.input, "QueueName");
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) throw invalid("Queue names have 1 to 80 letters, digits, - and _.");
    const known = queues.all().find((queue) => queue.settings.name === name);
    if (known !== undefined) return { QueueUrl: known.settings.url };
    const settings = settingsOf(name, record(call.input, "Attributes"));
    if (settings.redrive !== undefined) queues.get(settings.redrive.deadLetterArn);
    return { QueueUrl: queues.create(settings).settings.url };
  }

  function startMove({ input }: AwsCall) {
    const { DestinationArn } = input;
    const request = {
      SourceArn: text(input, "SourceArn"),
      ...(typeof DestinationArn === "string" ? { DestinationArn } : {}),
    };
    tasks.unshift(moveMessages(queues.all(), request, clock.now(), random));
    for (const queue of queues.all()) queues.wake(queue.settings.name);
    return { TaskHandle: uuid(random) };
  }

  return {
    service: "sqs",
    operations: {
      CreateQueue: async (call) => createQueue(call),
      GetQueueUrl: async ({ input }) => ({ QueueUrl: queues.get(text(input, "QueueName")).settings.url }),
      GetQueueAttributes: async (call) => ({
        Attributes: queueAttributes(queueOf(call), list(call.input, "AttributeNames"), clock.now()),
      }),
      ListQueues: async (call) => {
        const prefix = String(call.input.QueueNamePrefix ?? "");
        const names = queues.all().filter((queue) => queue.settings.name.startsWith(prefix));
        return { QueueUrls: names.map((queue) => queue.settings.url) };
      },
      ListDeadLetterSourceQueues: async (call) => {
        const { arn } = queueOf(call).settings;
        const sources = queues.all().filter((queue) => queue.settings.redrive?.deadLetterArn === arn);
        return { queueUrls: sources.map((queue) => queue.settings.url) };
      },
      SendMessage: async (call) => sendOne(queueOf(call), call.input, call),
      SendMessageBatch: async (call) => inBatch(call, sendOne),
      ReceiveMessage: receiveMessages,
      DeleteMessage: async (call) => removeOne(queueOf(call), call.input),
      DeleteMessageBatch: async (call) => inBatch(call, removeOne),
      ChangeMessageVisibility: async (call) => setVisibility(queueOf(call), call.input),
      PurgeQueue: async (call) => {
        queueOf(call).messages.clear();
        return {};
      },
      StartMessageMoveTask: async (call) => startMove(call),
      ListMessageMoveTasks: async (call) => {
        const SourceArn = text(call.input, "SourceArn");
        const recent = tasks.filter((task) => task.SourceArn === SourceArn);
        return { Results: recent.slice(0, within(call.input, "MaxResults", 1, 10, 1)) };
      },
    },
  };
}

function bytesOf(entry: Entry): number {
  return messageBytes(String(entry.MessageBody ?? ""), record(entry, "MessageAttributes") as MessageAttributes);
}

function outgoingOf(entry: Entry, call: AwsCall): Outgoing {
  const body = text(entry, "MessageBody");
  const attributes = record(entry, "MessageAttributes") as MessageAttributes;
  const system = record(entry, "MessageSystemAttributes") as MessageAttributes;
  if (Object.keys(attributes).length > 10) throw invalid("A message has at most 10 attributes.");
  if (bytesOf(entry) > maximumBytes) throw invalid(`A message must be shorter than ${maximumBytes} bytes.`);
  const traceHeader = system.AWSTraceHeader?.StringValue ?? call.traceHeader;
  return {
    body,
    attributes,
    ...(traceHeader === undefined ? {} : { traceHeader }),
    ...(call.principal.kind === "role" ? { senderId: `AROALOCAL:${call.principal.functionName}` } : {}),
    ...(entry.DelaySeconds === undefined ? {} : { delaySeconds: within(entry, "DelaySeconds", 0, 900) }),
  };
}

function shown(message: Received, input: Entry) {
  const wanted = [...list(input, "MessageSystemAttributeNames"), ...list(input, "AttributeNames")].map(String);
  const all = wanted.includes("All");
  const Attributes = Object.fromEntries(
    Object.entries(systemAttributes(message)).filter(([name]) => all || wanted.includes(name)),
  );
  const MessageAttributes = chosen(message.attributes, list(input, "MessageAttributeNames").map(String));
  const md5 = md5OfAttributes(MessageAttributes);
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5OfBody(message.body),
    ...(Object.keys(Attributes).length === 0 ? {} : { Attributes }),
    ...(md5 === undefined ? {} : { MessageAttributes, MD5OfMessageAttributes: md5 }),
  };
}

/** `All` or `.*` for every attribute, `prefix.*` for some (API reference, ReceiveMessage). */
function chosen(attributes: MessageAttributes, names: readonly string[]): Record<string, MessageAttribute> {
  const wanted = (name: string) =>
    names.some(
      (pattern) =>
        pattern === "All" || pattern === name || (pattern.endsWith(".*") && name.startsWith(pattern.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => wanted(name)));
}

/** System attributes as a receiver sees them; all values are strings. */
export function systemAttributes(message: Message): Record<string, string> {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    SenderId: message.senderId,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
    ...(message.traceHeader === undefined ? {} : { AWSTraceHeader: message.traceHeader }),
    ...(message.deadLetterSourceArn === undefined ? {} : { DeadLetterQueueSourceArn: message.deadLetterSourceArn }),
  };
}

/** Queue settings from CreateQueue's attributes, or from a template's properties under the same names. */
export function settingsOf(name: string, attributes: Entry): NewQueue {
  const redrive = jsonObject(attributes, "RedrivePolicy");
  return {
    name,
    ...numeric(attributes, "DelaySeconds", "delaySeconds"),
    ...numeric(attributes, "VisibilityTimeout", "visibilityTimeoutSeconds"),
    ...numeric(attributes, "MessageRetentionPeriod", "retentionSeconds"),
    ...numeric(attributes, "ReceiveMessageWaitTimeSeconds", "receiveWaitSeconds"),
    ...(redrive === undefined
      ? {}
      : {
          redrive: {
            deadLetterArn: text(redrive, "deadLetterTargetArn"),
            maxReceiveCount: Number(redrive.maxReceiveCount),
          },
        }),
  };
}

function queueAttributes(queue: Queue, names: readonly unknown[], now: number): Record<string, string> {
  const { settings } = queue;
  const { visible, inFlight, delayed } = depth(queue, now);
  const all = {
    QueueArn: settings.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(settings.createdAt / 1000)),
    VisibilityTimeout: String(settings.visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(settings.retentionSeconds),
    DelaySeconds: String(settings.delaySeconds),
    ReceiveMessageWaitTimeSeconds: String(settings.receiveWaitSeconds),
    MaximumMessageSize: String(maximumBytes),
    ...(settings.redrive === undefined
      ? {}
      : {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: settings.redrive.deadLetterArn,
            maxReceiveCount: settings.redrive.maxReceiveCount,
          }),
        }),
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes("All") || names.includes(name)));
}

function invalid(reason: string): AwsError {
  return new AwsError("InvalidParameterValue", `One or more parameters are invalid. Reason: ${reason}`);
}
