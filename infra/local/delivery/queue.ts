import type { Disturbance } from "../faults.ts";
import { AwsError, type Random } from "../ports.ts";
import { uuid } from "./ids.ts";
import type { MessageAttributes } from "./message-attributes.ts";

/**
 * A standard SQS queue as a model: each function changes only the queue it is given, and what it does follows from its
 * arguments alone. Times are milliseconds since the epoch.
 */
export type Queue = {
  settings: QueueSettings;
  readonly messages: Map<number, Message>;
  nextKey: number;
  readonly createdAt: number;
  modifiedAt: number;
};

export type QueueSettings = {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
  /** Hides new messages, unless they say otherwise. */
  readonly delaySeconds: number;
  /** How long a receive waits that says nothing. */
  readonly waitSeconds: number;
  readonly maximumBytes: number;
  /** The JSON of its policy; without one no AWS service may send to it. */
  readonly policy?: string | undefined;
  readonly redrive?: Redrive | undefined;
  /** Of the template: its owner is the stack, and no call changes or ends it. */
  readonly fixed: boolean;
};

export type Redrive = { readonly deadLetterArn: string; readonly maxReceiveCount: number };

export type Message = {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly traceHeader?: string;
  readonly senderId: string;
  /** The original enqueue time: retention counts from it, also after a move to the dead-letter queue. */
  readonly sentAt: number;
  /** When it came into this queue: the age metric counts from it. */
  readonly enqueuedAt: number;
  readonly deadLetterSourceArn?: string;
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt?: number;
  /** The handle of the latest receive; older ones no longer delete. */
  receiptHandle?: string;
};

export type Received = Message & { readonly receiptHandle: string };

export type Outgoing = {
  readonly body: string;
  readonly attributes?: MessageAttributes;
  readonly traceHeader?: string;
  readonly senderId?: string;
  /** Instead of the queue's own. */
  readonly delaySeconds?: number;
};

export function createQueue(settings: QueueSettings, now: number): Queue {
  return { settings, messages: new Map(), nextKey: 0, createdAt: now, modifiedAt: now };
}

/**
 * Puts a new message into the queue. Standard queues deliver at least once and in any order (SQS developer guide,
 * "Amazon SQS standard queues"): a disturbed message has a second copy, appears late, or changes places with one that
 * waits.
 */
export function send(
  queue: Queue,
  outgoing: Outgoing & Pick<Message, "messageId">,
  now: number,
  random: Random,
  disturbance: Disturbance,
): void {
  const message: Message = {
    messageId: outgoing.messageId,
    body: outgoing.body,
    attributes: outgoing.attributes ?? {},
    ...(outgoing.traceHeader === undefined ? {} : { traceHeader: outgoing.traceHeader }),
    senderId: outgoing.senderId ?? "AIDALOCALOPERATOR0000",
    sentAt: now,
    enqueuedAt: now,
    visibleAt: now + (outgoing.delaySeconds ?? queue.settings.delaySeconds) * 1000 + disturbance.delayMilliseconds,
    receiveCount: 0,
  };
  put(queue, message);
  if (disturbance.reorder) swapLast(queue, random);
  if (disturbance.duplicate) put(queue, { ...message, visibleAt: message.visibleAt + Math.round(random() * 1000) });
}

/** Puts a message that another queue gave up into this one; its enqueue time stays, its receive count starts anew. */
export function accept(queue: Queue, message: Message, sourceArn: string, now: number): void {
  const { firstReceivedAt: _first, receiptHandle: _handle, ...rest } = message;
  put(queue, { ...rest, deadLetterSourceArn: sourceArn, enqueuedAt: now, visibleAt: now, receiveCount: 0 });
}

export type ReceiveOptions = {
  readonly max: number;
  readonly visibilitySeconds?: number;
};

/**
 * Hands out visible messages and hides them for the visibility timeout. A message whose receive count would exceed
 * `maxReceiveCount` leaves the queue instead, for the caller to put into the dead-letter queue.
 */
export function receive(
  queue: Queue,
  options: ReceiveOptions,
  now: number,
  random: Random,
): { received: Received[]; dead: Message[] } {
  const { redrive, visibilityTimeoutSeconds } = queue.settings;
  const visibleAt = now + (options.visibilitySeconds ?? visibilityTimeoutSeconds) * 1000;
  const received: Received[] = [];
  const dead: Message[] = [];
  expire(queue, now);
  for (const [key, message] of queue.messages) {
    if (received.length === options.max) break;
    if (message.visibleAt > now) continue;
    if (redrive !== undefined && message.receiveCount >= redrive.maxReceiveCount) {
      queue.messages.delete(key);
      dead.push(message);
      continue;
    }
    message.receiveCount += 1;
    message.firstReceivedAt ??= now;
    message.visibleAt = visibleAt;
    const receiptHandle = encodeHandle(key, uuid(random));
    message.receiptHandle = receiptHandle;
    received.push({ ...message, receiptHandle });
  }
  return { received, dead };
}

/** Deletes by the latest receipt handle; an older handle of a message received again succeeds and deletes nothing. */
export function remove(queue: Queue, receiptHandle: string): void {
  const key = decodeHandle(receiptHandle);
  if (queue.messages.get(key)?.receiptHandle === receiptHandle) queue.messages.delete(key);
}

/**
 * Hides a message in flight for so long from now on; 0 shows it at once (SQS API reference, ChangeMessageVisibility).
 * @throws AwsError for a message that is gone, was received again or is visible
 */
export function changeVisibility(queue: Queue, receiptHandle: string, seconds: number, now: number): void {
  const message = queue.messages.get(decodeHandle(receiptHandle));
  if (message?.receiptHandle !== receiptHandle) {
    const reason = "Message does not exist or is not available for visibility timeout change.";
    throw new AwsError("InvalidParameterValue", `Value for parameter ReceiptHandle is invalid. Reason: ${reason}`);
  }
  if (message.visibleAt <= now) throw new AwsError("MessageNotInflight", "The message is not in flight.");
  message.visibleAt = now + seconds * 1000;
}

export type Depth = {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  readonly oldestAgeSeconds: number;
};

/** What CloudWatch shows of the queue; the age is of the oldest message not deleted, in this queue. */
export function depth(queue: Queue, now: number): Depth {
  expire(queue, now);
  let [visible, inFlight, delayed, oldest] = [0, 0, 0, now];
  for (const message of queue.messages.values()) {
    if (message.visibleAt <= now) visible += 1;
    else if (message.receiptHandle === undefined) delayed += 1;
    else inFlight += 1;
    oldest = Math.min(oldest, message.enqueuedAt);
  }
  return { visible, inFlight, delayed, oldestAgeSeconds: Math.floor((now - oldest) / 1000) };
}

/** When the next message can be received; undefined for an empty queue. */
export function nextVisibleAt(queue: Queue): number | undefined {
  let next: number | undefined;
  for (const message of queue.messages.values()) next = Math.min(next ?? message.visibleAt, message.visibleAt);
  return next;
}

function put(queue: Queue, message: Message): void {
  queue.messages.set(queue.nextKey, message);
  queue.nextKey += 1;
}

function expire(queue: Queue, now: number): void {
  const limit = now - queue.settings.retentionSeconds * 1000;
  for (const [key, message] of queue.messages) if (message.sentAt <= limit) queue.messages.delete(key);
}

/** The newest message changes places with one that nobody has received; a handle names a place. */
function swapLast(queue: Queue, random: Random): void {
  const fresh = [...queue.messages].filter(([, { receiptHandle }]) => receiptHandle === undefined);
  const [last, other] = [fresh.at(-1), fresh[Math.floor(random() * fresh.length)]];
  if (last === undefined || other === undefined) return;
  queue.messages.set(last[0], other[1]);
  queue.messages.set(other[0], last[1]);
}

function encodeHandle(key: number, token: string): string {
  return Buffer.from(`${key}:${token}`).toString("base64");
}

function decodeHandle(receiptHandle: string): number {
  const key = Buffer.from(receiptHandle, "base64")
    .toString()
    .match(/^(\d+):[0-9a-f-]{36}$/)?.[1];
  if (key === undefined) throw new AwsError("ReceiptHandleIsInvalid", "The specified receipt handle isn't valid.");
  return Number(key);
}
