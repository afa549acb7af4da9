import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { DeadLetters } from "./consumer.ts";

/** The most of a reason that is kept; a message has 1 MiB for body and attributes together. */
const maxReason = 256;

function text(value: string) {
  return { DataType: "String", StringValue: value };
}

/** Dead letters in a queue of SQS: the message as it came, with the attributes `code` and `reason`. */
export function sqsDeadLetters(client: Pick<SQSClient, "send">, queueUrl: string): DeadLetters {
  return {
    async keep({ body }, { code, reason }) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: body,
          MessageAttributes: { code: text(code), reason: text(reason.slice(0, maxReason)) },
        }),
      );
    },
  };
}
