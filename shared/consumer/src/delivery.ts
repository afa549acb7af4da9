/** What brought a fact, taken off it: the place where bus, queue and topic differ ends here. */
import * as z from "zod";

/** One message of a queue, as Lambda or `ReceiveMessage` hands it over. */
export type QueueMessage = { readonly messageId: string; readonly body: string };

/** An event of EventBridge, as a rule's target gets it; of the envelope only what says what it holds. */
const busEvent = z.object({ source: z.string(), "detail-type": z.string(), detail: z.unknown() });

/** What SNS puts around a message, unless raw delivery is on (SNS Developer Guide, "Raw message delivery"). */
const notification = z.object({ Type: z.literal("Notification"), Message: z.string() });

/** What SNS invokes a function with: one record an invocation (Lambda Developer Guide, "Using Lambda with SNS"). */
const snsInvocation = z.object({ Records: z.tuple([z.object({ Sns: z.object({ Message: z.string() }) })]) });

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * What a delivery carries, whatever it came by: a rule's event, SNS's invocation or notification, or a bare fact (raw
 * delivery). Nothing is judged yet; `undefined` where there is no JSON.
 */
export function carriedBy(delivery: unknown): unknown {
  const event = busEvent.safeParse(delivery);
  if (event.success) return event.data.detail;
  const told = notification.safeParse(delivery);
  if (told.success) return parsed(told.data.Message);
  const invoked = snsInvocation.safeParse(delivery);
  if (invoked.success) return parsed(invoked.data.Records[0].Sns.Message);
  return delivery;
}

/** What a queue's message carries: the queue may stand behind a rule, or behind a topic, raw or not. */
export function carriedByMessage({ body }: Pick<QueueMessage, "body">): unknown {
  return carriedBy(parsed(body));
}
