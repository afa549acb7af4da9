import type { Sqs } from "@millrace/aws/services";
import { Refusal } from "@millrace/kernel/errors";
import type { SQSRecord } from "aws-lambda";

/** Where a message goes that cannot be handled, and at which receive it is given up. */
export type RedrivePolicy = {
  readonly sqs: Pick<Sqs, "send">;
  readonly deadLetterQueueUrl: string;
  readonly maxReceives: number;
};

/** A message that no retry can help: it never was a fact of ours. */
export class UnreadableMessage extends Error {
  override readonly name = "UnreadableMessage";
}

/** The name and id of a fact, else of its envelope, where the message has them; never its data, which may be personal. */
export function labelsOf(record: SQSRecord): { readonly eventId: string; readonly type: string } {
  const [, eventId] =
    /"eventId":"([\w.-]{1,100})"/.exec(record.body) ?? /"id":"([\w.-]{1,100})"/.exec(record.body) ?? [];
  const [, type] = /"detail-type":"([\w .-]{1,100})"/.exec(record.body) ?? [];
  return { eventId: eventId ?? record.messageId, type: type ?? "unknown" };
}

function codeOf(error: Error): string {
  return error instanceof Refusal ? error.declaration.code : error.name;
}

/** What we say ourselves. The words of any other error may quote the message. */
function reasonOf(error: Error): string {
  return error instanceof Refusal || error instanceof UnreadableMessage
    ? error.message
    : "An unexpected failure: the function's log tells it.";
}

/**
 * SQS takes what XML 1.0 takes, and nothing empty (SQS API reference, SendMessage); 256 characters say enough of a
 * reason.
 */
function attribute(value: string) {
  return {
    DataType: "String",
    StringValue:
      value.slice(0, 256).replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "?") || "unknown",
  };
}

/**
 * Moves a message to the dead-letter queue with why, which fact, and who gave it up.
 *
 * @throws SQS's error when it did not take the message
 */
export async function moveToDeadLetters(
  record: SQSRecord,
  error: Error,
  functionName: string,
  { sqs, deadLetterQueueUrl }: RedrivePolicy,
): Promise<void> {
  await sqs.send("SendMessage", {
    QueueUrl: deadLetterQueueUrl,
    MessageBody: record.body,
    MessageAttributes: {
      reason: attribute(reasonOf(error)),
      code: attribute(codeOf(error)),
      eventId: attribute(labelsOf(record).eventId),
      function: attribute(functionName),
    },
  });
}
