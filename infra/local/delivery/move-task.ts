import { AwsError, type Random } from "../ports.ts";
import { uuid } from "./ids.ts";
import { noFaults } from "./plan.ts";
import { type Message, type Queue, send } from "./queue.ts";

export type MoveTask = {
  readonly handle: string;
  readonly sourceArn: string;
  readonly destinationArn?: string;
  readonly startedAt: number;
  readonly toMove: number;
  readonly moved: number;
  readonly failureReason?: string;
};

/**
 * Moves what is visible in a dead-letter queue to `destinationArn`, or each message to the queue it came from. A moved
 * message is a new one: new id, new enqueue time (SQS developer guide, "Configure a dead-letter queue redrive"). A
 * message that was sent to the dead-letter queue, not moved there by SQS, has no source: the task fails at it.
 */
export function moveMessages(
  queues: readonly Queue[],
  request: { readonly sourceArn: string; readonly destinationArn?: string },
  now: number,
  random: Random,
): MoveTask {
  const byArn = new Map(queues.map((queue) => [queue.settings.arn, queue]));
  const source = byArn.get(request.sourceArn);
  if (source === undefined) throw notFound("source");
  if (request.destinationArn !== undefined && !byArn.has(request.destinationArn)) throw notFound("destination");
  if (!queues.some((queue) => queue.settings.redrive?.deadLetterArn === request.sourceArn)) {
    throw new AwsError("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.");
  }
  const waiting = [...source.messages].filter(([, message]) => message.visibleAt <= now);
  const task = {
    ...request,
    handle: taskHandle(request.sourceArn, random),
    startedAt: now,
    toMove: waiting.length,
  };
  let moved = 0;
  for (const [key, message] of waiting) {
    const destination = byArn.get(request.destinationArn ?? message.deadLetterSourceArn ?? "");
    if (destination === undefined)
      return {
        ...task,
        moved,
        failureReason: "CouldNotDetermineMessageSource",
      };
    source.messages.delete(key);
    send(destination, outgoing(message), now, random, noFaults);
    moved += 1;
  }
  return { ...task, moved };
}

/** A task as `ListMessageMoveTasks` shows it. */
export function describeTask(task: MoveTask): Readonly<Record<string, unknown>> {
  return {
    Status: task.failureReason === undefined ? "COMPLETED" : "FAILED",
    SourceArn: task.sourceArn,
    DestinationArn: task.destinationArn,
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    FailureReason: task.failureReason,
    StartedTimestamp: task.startedAt,
  };
}

function outgoing(message: Message) {
  const { body, attributes, senderId, traceHeader } = message;
  return {
    body,
    attributes,
    senderId,
    delaySeconds: 0,
    ...(traceHeader === undefined ? {} : { traceHeader }),
  };
}

function taskHandle(sourceArn: string, random: Random): string {
  return Buffer.from(JSON.stringify({ taskId: uuid(random), sourceArn })).toString("base64");
}

function notFound(which: string): AwsError {
  return new AwsError(
    "ResourceNotFoundException",
    `The resource that you specified for the ${which} queue doesn't exist.`,
  );
}
