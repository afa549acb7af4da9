import { undisturbed } from "../faults.ts";
import { AwsError, type Random } from "../ports.ts";
import { uuid } from "./ids.ts";
import { type Queue, send } from "./queue.ts";

/** A task as `ListMessageMoveTasks` shows it; it is over when it is made, so it has no handle to cancel it by. */
export type MoveTask = {
  readonly SourceArn: string;
  readonly DestinationArn?: string;
  readonly Status: "COMPLETED" | "FAILED";
  readonly FailureReason?: string;
  readonly StartedTimestamp: number;
  readonly ApproximateNumberOfMessagesToMove: number;
  readonly ApproximateNumberOfMessagesMoved: number;
};

export type MoveRequest = Pick<MoveTask, "SourceArn" | "DestinationArn">;

/**
 * Moves what is visible in a dead-letter queue to `DestinationArn`, or each message to the queue it came from. A moved
 * message is a new one: new id, new enqueue time (SQS developer guide, "Configure a dead-letter queue redrive"). A
 * message that was sent to the dead-letter queue, not moved there by SQS, has no source: the task fails at it.
 */
export function moveMessages(queues: readonly Queue[], request: MoveRequest, now: number, random: Random): MoveTask {
  const byArn = new Map(queues.map((queue) => [queue.settings.arn, queue]));
  const source = byArn.get(request.SourceArn);
  if (source === undefined || (request.DestinationArn !== undefined && !byArn.has(request.DestinationArn))) {
    throw new AwsError("ResourceNotFoundException", "One or more specified resources don't exist.");
  }
  if (!queues.some((queue) => queue.settings.redrive?.deadLetterArn === request.SourceArn)) {
    throw new AwsError("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.");
  }
  const waiting = [...source.messages].filter(([, message]) => message.visibleAt <= now);
  const task = { ...request, StartedTimestamp: now, ApproximateNumberOfMessagesToMove: waiting.length };
  let ApproximateNumberOfMessagesMoved = 0;
  for (const [key, message] of waiting) {
    const destination = byArn.get(request.DestinationArn ?? message.deadLetterSourceArn ?? "");
    if (destination === undefined) {
      const FailureReason = "CouldNotDetermineMessageSource";
      return { ...task, Status: "FAILED", FailureReason, ApproximateNumberOfMessagesMoved };
    }
    source.messages.delete(key);
    send(destination, { ...message, messageId: uuid(random) }, now, random, undisturbed);
    ApproximateNumberOfMessagesMoved += 1;
  }
  return { ...task, Status: "COMPLETED", ApproximateNumberOfMessagesMoved };
}
