/** Every fact as each kind of delivery brings it, made of its contract's example: for a consumer's own tests. */
import { busSourceOf, type DeliveredFact, type EventContract } from "@millrace/contracts/define-event";
import { exampleFactOf } from "@millrace/contracts/example-fact";
import type { QueueMessage } from "./delivery.ts";

export { exampleFactOf };

/** The same fact, told as the `sequence`-th of an aggregate of its own. */
export function toldAs<Contract extends EventContract>(
  { metadata, data }: DeliveredFact<Contract>,
  aggregateId: string,
  sequence: number,
): DeliveredFact<Contract> {
  return { metadata: { ...metadata, aggregateId, sequence, eventId: `${aggregateId}.${sequence}` }, data };
}

/** As a rule on the bus hands it to its target. */
export function onBus({ service, name }: EventContract, detail: DeliveredFact) {
  return {
    version: "0",
    id: "7bf73129-1428-4cd3-a780-95db273d1602",
    "detail-type": name,
    source: busSourceOf(service),
    account: "123456789012",
    time: detail.metadata.occurredAt,
    region: "us-east-1",
    resources: [],
    detail,
  };
}

/** As a topic sends it to a subscriber without raw delivery. */
export function asNotification(detail: DeliveredFact) {
  return {
    Type: "Notification",
    MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
    TopicArn: "arn:aws:sns:us-east-1:123456789012:dev-customer-notices",
    Message: JSON.stringify(detail),
    Timestamp: detail.metadata.occurredAt,
  };
}

/** As a topic invokes a function with it. */
export function asSnsInvocation(detail: DeliveredFact) {
  return { Records: [{ EventSource: "aws:sns", EventVersion: "1.0", Sns: asNotification(detail) }] };
}

/** Anything of the above, or the fact itself (raw delivery), as a message of a queue. */
export function asMessage(body: unknown, messageId = "059f36b4-87a3-44ab-83d2-661975830a7d"): QueueMessage {
  return { messageId, body: JSON.stringify(body) };
}
