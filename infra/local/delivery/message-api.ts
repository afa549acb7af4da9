import { type AwsApi, type AwsCall, AwsError, type Clock } from "../ports.ts";
import { eachEntry } from "./batch.ts";
import { list, record, text, within } from "./input.ts";
import {
  type MessageAttributes,
  maximumBytes,
  md5OfAttributes,
  md5OfBody,
  messageAttributes,
  messageBytes,
  textBytes,
} from "./message-attributes.ts";
import { changeVisibility, type Message, type Outgoing, type Queue, type Received, remove } from "./queue.ts";
import type { Queues } from "./queues.ts";

type Input = AwsCall["input"];

/** The operations of `sqs` on the messages of a queue. Rules: SQS API reference, each operation's page. */
export function messageOperations(queues: Queues, clock: Clock): AwsApi["operations"] {
  const queueOf = ({ input }: AwsCall) => queues.get(text(input, "QueueUrl"));

  function hide(queue: Queue, input: Input): Input {
    const seconds = within(input, "VisibilityTimeout", 0, 43_200);
    changeVisibility(queue, text(input, "ReceiptHandle"), seconds, clock.now());
    queues.wake(queue.settings.arn);
    return {};
  }

  function erase(queue: Queue, input: Input): Input {
    remove(queue, text(input, "ReceiptHandle"));
    return {};
  }

  return {
    SendMessage: async (call) => send(queues, queueOf(call), call),
    SendMessageBatch: async (call) => {
      if (textBytes(call.input.Entries) > maximumBytes) {
        throw new AwsError(
          "BatchRequestTooLong",
          "The length of all the messages put together is more than the limit.",
        );
      }
      return batch(call, (input) => send(queues, queueOf(call), { ...call, input }));
    },
    ReceiveMessage: async (call) => receive(queues, queueOf(call), call),
    DeleteMessage: async (call) => erase(queueOf(call), call.input),
    DeleteMessageBatch: async (call) => batch(call, (entry) => erase(queueOf(call), entry)),
    ChangeMessageVisibility: async (call) => hide(queueOf(call), call.input),
    ChangeMessageVisibilityBatch: async (call) => batch(call, (entry) => hide(queueOf(call), entry)),
  };
}

/** SQS leaves an empty list of results out. */
function batch({ input }: AwsCall, run: (entry: Input) => Input): Input {
  const results = Object.entries(eachEntry(list<Input>(input, "Entries"), run));
  return Object.fromEntries(results.filter(([, entries]) => entries.length > 0));
}

function send(queues: Queues, { settings }: Queue, { input, principal, traceHeader }: AwsCall): Input {
  const body = text(input, "MessageBody");
  const attributes = messageAttributes(input);
  if (Object.keys(attributes).length > 10) throw invalid("A message has at most 10 attributes.");
  if (messageBytes(body, attributes) > settings.maximumBytes) {
    throw invalid(`Message must be shorter than ${settings.maximumBytes} bytes.`);
  }
  const system = record(input, "MessageSystemAttributes") as MessageAttributes;
  const header = system.AWSTraceHeader?.StringValue ?? traceHeader;
  const outgoing: Outgoing = {
    body,
    attributes,
    delaySeconds: within(input, "DelaySeconds", 0, 900, settings.delaySeconds),
    ...(header === undefined ? {} : { traceHeader: header }),
    ...(principal.kind === "role" ? { senderId: `AROALOCAL:${principal.functionName}` } : {}),
  };
  return {
    MessageId: queues.send(settings.arn, outgoing),
    MD5OfMessageBody: md5OfBody(body),
    ...digest("MD5OfMessageAttributes", attributes),
    ...digest("MD5OfMessageSystemAttributes", system),
  };
}

async function receive(queues: Queues, { settings }: Queue, { input, gone }: AwsCall): Promise<Input> {
  const waitSeconds = within(input, "WaitTimeSeconds", 0, 20, settings.waitSeconds);
  const options = {
    max: within(input, "MaxNumberOfMessages", 1, 10, 1),
    visibilitySeconds: within(input, "VisibilityTimeout", 0, 43_200, settings.visibilityTimeoutSeconds),
  };
  const received = await queues.receive(settings.arn, options, waitSeconds * 1000, gone);
  return received.length === 0 ? {} : { Messages: received.map((message) => shown(message, input)) };
}

function shown(message: Received, input: Input): Input {
  const system = [...list(input, "MessageSystemAttributeNames"), ...list(input, "AttributeNames")];
  const Attributes = chosen(systemAttributes(message), (name) => system.includes("All") || system.includes(name));
  const asked = list(input, "MessageAttributeNames").map(String);
  const MessageAttributes = chosen(message.attributes, (name) => asked.some((pattern) => names(pattern, name)));
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5OfBody(message.body),
    // Of those that are shown: what the receiver can check.
    ...digest("MD5OfMessageAttributes", MessageAttributes),
    ...(Object.keys(Attributes).length === 0 ? {} : { Attributes }),
    ...(Object.keys(MessageAttributes).length === 0 ? {} : { MessageAttributes }),
  };
}

/** AWS leaves the digest of no attributes out. */
function digest(name: string, attributes: MessageAttributes): Input {
  return Object.keys(attributes).length === 0 ? {} : { [name]: md5OfAttributes(attributes) };
}

/** A name, `All`, `.*`, or the beginning of names before `.*`. */
function names(pattern: string, name: string): boolean {
  if (pattern === "All") return true;
  return pattern.endsWith(".*") ? name.startsWith(pattern.slice(0, -2)) : pattern === name;
}

function chosen<Value>(
  all: Readonly<Record<string, Value>>,
  isAsked: (name: string) => boolean,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => isAsked(name)));
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

function invalid(reason: string): AwsError {
  return new AwsError("InvalidParameterValue", `One or more parameters are invalid. Reason: ${reason}`);
}
