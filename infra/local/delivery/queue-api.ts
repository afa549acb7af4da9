import { type AwsApi, type AwsCall, AwsError, type Clock, type Random } from "../ports.ts";
import { uuid } from "./ids.ts";
import { list, record, text, within } from "./input.ts";
import { type MessageAttributes, md5OfBody, messageAttributes, messageBytes } from "./message-attributes.ts";
import { type MoveTask, moveMessages } from "./move-task.ts";
import { depth, type Message, type Outgoing, type Queue, type Received, remove } from "./queue.ts";
import type { Queues } from "./queues.ts";

type Input = AwsCall["input"];

/** 1 MiB for a message with its attributes (SQS quotas). */
const maximumBytes = 1_048_576;

/** The operations of `sqs` that the stack, its tests and a person with the AWS CLI use. */
export function createQueueApi(config: {
  readonly queues: Queues;
  readonly clock: Clock;
  readonly random: Random;
}): AwsApi {
  const { queues, clock, random } = config;
  const tasks: MoveTask[] = [];
  const queueOf = ({ input }: AwsCall) => queues.get(text(input, "QueueUrl"));

  function startMove({ input }: AwsCall) {
    const { DestinationArn } = input;
    const request = {
      SourceArn: text(input, "SourceArn"),
      ...(typeof DestinationArn === "string" ? { DestinationArn } : {}),
    };
    tasks.unshift(moveMessages(queues.all(), request, clock.now(), random));
    for (const queue of queues.all()) queues.wake(queue.settings.arn);
    return { TaskHandle: uuid(random) };
  }

  return {
    service: "sqs",
    operations: {
      CreateQueue: async (call) => createQueue(queues, call),
      GetQueueUrl: async ({ input }) => ({ QueueUrl: queues.get(text(input, "QueueName")).settings.url }),
      GetQueueAttributes: async (call) => ({
        Attributes: queueAttributes(queueOf(call), list(call.input, "AttributeNames"), clock.now()),
      }),
      ListQueues: async ({ input }) => {
        const names = queues
          .all()
          .filter(({ settings }) => settings.name.startsWith(String(input.QueueNamePrefix ?? "")));
        return { QueueUrls: names.map(({ settings }) => settings.url) };
      },
      ListDeadLetterSourceQueues: async (call) => {
        const { arn } = queueOf(call).settings;
        const sources = queues.all().filter(({ settings }) => settings.redrive?.deadLetterArn === arn);
        return { queueUrls: sources.map(({ settings }) => settings.url) };
      },
      SendMessage: async (call) => sendMessage(queues, queueOf(call), call),
      ReceiveMessage: async (call) => receiveMessages(queues, queueOf(call), call),
      DeleteMessage: async (call) => {
        remove(queueOf(call), text(call.input, "ReceiptHandle"));
        return {};
      },
      PurgeQueue: async (call) => {
        queueOf(call).messages.clear();
        return {};
      },
      StartMessageMoveTask: async (call) => startMove(call),
      ListMessageMoveTasks: async ({ input }) => {
        const SourceArn = text(input, "SourceArn");
        const recent = tasks.filter((task) => task.SourceArn === SourceArn);
        return { Results: recent.slice(0, within(input, "MaxResults", 1, 10, 1)) };
      },
    },
  };
}

/** A queue with SQS's defaults; asking again for one that exists gives its URL (API reference, CreateQueue). */
function createQueue(queues: Queues, { input }: AwsCall) {
  const name = text(input, "QueueName");
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) throw invalid("Queue names have 1 to 80 letters, digits, - and _.");
  if (Object.keys(record(input, "Attributes")).length > 0) {
    throw invalid("Queues made while the local runtime runs have the default attributes.");
  }
  const { settings } = queues.has(name) ? queues.get(name) : queues.create({ name });
  return { QueueUrl: settings.url };
}

function sendMessage(queues: Queues, { settings }: Queue, call: AwsCall) {
  const outgoing = outgoingOf(call);
  return { MessageId: queues.send(settings.arn, outgoing), MD5OfMessageBody: md5OfBody(outgoing.body) };
}

async function receiveMessages(queues: Queues, { settings }: Queue, { input }: AwsCall) {
  const waitSeconds = within(input, "WaitTimeSeconds", 0, 20, 0);
  const options = {
    max: within(input, "MaxNumberOfMessages", 1, 10, 1),
    visibilitySeconds: within(input, "VisibilityTimeout", 0, 43_200, settings.visibilityTimeoutSeconds),
  };
  const received = await queues.receive(settings.arn, options, waitSeconds * 1000);
  return received.length === 0 ? {} : { Messages: received.map((message) => shown(message, input)) };
}

function outgoingOf({ input, principal, traceHeader }: AwsCall): Outgoing {
  const body = text(input, "MessageBody");
  const attributes = messageAttributes(input);
  if (Object.keys(attributes).length > 10) throw invalid("A message has at most 10 attributes.");
  if (messageBytes(body, attributes) > maximumBytes) {
    throw invalid(`A message must be shorter than ${maximumBytes} bytes.`);
  }
  if (input.DelaySeconds !== undefined) throw invalid("DelaySeconds is not supported by the local runtime.");
  const trace = (record(input, "MessageSystemAttributes") as MessageAttributes).AWSTraceHeader?.StringValue;
  const header = trace ?? traceHeader;
  return {
    body,
    attributes,
    ...(header === undefined ? {} : { traceHeader: header }),
    ...(principal.kind === "role" ? { senderId: `AROALOCAL:${principal.functionName}` } : {}),
  };
}

function shown(message: Received, input: Input) {
  const system = [...list(input, "MessageSystemAttributeNames"), ...list(input, "AttributeNames")];
  const Attributes = chosen(systemAttributes(message), system);
  const MessageAttributes = chosen(message.attributes, list(input, "MessageAttributeNames"));
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5OfBody(message.body),
    ...(Object.keys(Attributes).length === 0 ? {} : { Attributes }),
    ...(Object.keys(MessageAttributes).length === 0 ? {} : { MessageAttributes }),
  };
}

/** Attributes are shown when asked for, by name or by `All` (API reference, ReceiveMessage and GetQueueAttributes). */
function chosen<Value>(attributes: Readonly<Record<string, Value>>, names: readonly unknown[]): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => names.includes("All") || names.includes(name)),
  );
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

function queueAttributes(queue: Queue, names: readonly unknown[], now: number): Record<string, string> {
  const { settings } = queue;
  const { visible, inFlight, delayed } = depth(queue, now);
  const { deadLetterArn: deadLetterTargetArn, maxReceiveCount } = settings.redrive ?? {};
  const all = {
    QueueArn: settings.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(settings.visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(settings.retentionSeconds),
    ...(settings.redrive === undefined
      ? {}
      : { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }) }),
  };
  return chosen(all, names);
}

function invalid(reason: string): AwsError {
  return new AwsError("InvalidParameterValue", `One or more parameters are invalid. Reason: ${reason}`);
}
