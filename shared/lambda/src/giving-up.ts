import { sqs } from "./clients.ts";
import type { GivingUp } from "./queue.ts";

/** Where a queue's function sets messages aside, from the settings that its deployment gave it. */
export function givingUp(): GivingUp {
  const { DEAD_LETTER_QUEUE_URL: deadLetterQueueUrl, MAX_RECEIVES } = process.env;
  const maxReceives = Number(MAX_RECEIVES);
  if (!deadLetterQueueUrl || !(maxReceives > 0)) {
    throw new Error("A queue's function needs DEAD_LETTER_QUEUE_URL and MAX_RECEIVES.");
  }
  return { sqs: sqs(), deadLetterQueueUrl, maxReceives };
}
