import type { Sqs } from "@millrace/aws/services";
import { defineEvent, type EventMetadata } from "@millrace/contracts/define-event";
import { defineReaction, type Received } from "@millrace/contracts/define-service";
import { defineRefusal } from "@millrace/kernel/errors";
import { queueHandler, react } from "@millrace/lambda/queue";
import type { SQSRecord } from "aws-lambda";
import * as z from "zod";
import { lambdaContext } from "./lambda-context.ts";

/** When every message is received. */
export const receivedAt = new Date("2026-11-23T09:30:00.000Z");

const OrderTested = defineEvent({
  service: "orders",
  aggregate: "orderId",
  name: "order.tested",
  version: 1,
  data: z.strictObject({
    orderId: z.string(),
    contact: z.string().optional(),
    lines: z.array(z.strictObject({ sku: z.string() })).default([]),
  }),
  example: { orderId: "ord_1", lines: [] },
});

/** What an AWS service tells of itself. */
const MailTested = defineEvent({
  service: "aws.ses",
  aggregate: "messageId",
  name: "Email Tested",
  version: 1,
  data: z.object({ mail: z.object({ messageId: z.string() }) }),
  example: { mail: { messageId: "m-1" } },
});

export const NotYet = defineRefusal("conflict", "order.not_yet", "The order is not there yet.");

export const metadata: EventMetadata = {
  eventId: "ord_1.1",
  type: "order.tested",
  schemaVersion: 1,
  aggregateId: "ord_1",
  sequence: 1,
  occurredAt: "2026-11-23T09:30:00.000Z",
  actor: "gst_1",
  correlationId: "correlation-1",
  causationId: "request-1",
  causationDepth: 0,
};

type Change = { readonly metadata?: Partial<EventMetadata>; readonly data?: object };

/** A fact as EventBridge puts it into the queue. */
export function bodyOf({ metadata: changed = {}, data = {} }: Change = {}, type = "order.tested"): string {
  return JSON.stringify({
    version: "0",
    id: "7d3a1f0e-0000-4000-8000-000000000000",
    "detail-type": type,
    source: "millrace.orders",
    account: "000000000000",
    time: "2026-11-23T09:30:00Z",
    region: "us-east-1",
    resources: [],
    detail: { metadata: { ...metadata, ...changed }, data: { orderId: "ord_1", ...data } },
  });
}

export function recordOf(messageId: string, body: string, receives = 1): SQSRecord {
  return {
    messageId,
    receiptHandle: `receipt-${messageId}`,
    body,
    attributes: {
      ApproximateReceiveCount: `${receives}`,
      SentTimestamp: "0",
      SenderId: "events",
      ApproximateFirstReceiveTimestamp: "0",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:dev-orders-events",
    awsRegion: "us-east-1",
  };
}

type Letter = { readonly queue: string; readonly body: string; readonly attributes: Readonly<Record<string, string>> };
export type Fact = Received<typeof OrderTested>;

export const maxReceives = 5;

/** A queue's function with one reaction, and a dead-letter queue in memory. */
export function consumer(handle: (fact: Fact) => Promise<void>, sendFailure?: Error) {
  const letters: Letter[] = [];
  const sqs: Pick<Sqs, "send"> = {
    send: async (_, input) => {
      if (sendFailure) throw sendFailure;
      const attributes = Object.entries(input.MessageAttributes ?? {}).map(([name, { StringValue = "" }]) => [
        name,
        StringValue,
      ]);
      letters.push({
        queue: input.QueueUrl ?? "",
        body: input.MessageBody ?? "",
        attributes: Object.fromEntries(attributes),
      });
      return {};
    },
  };
  const reactions = {
    onOrderTested: defineReaction({ to: OrderTested }, handle as never),
    onMailTested: defineReaction({ to: MailTested }, handle as never),
  };
  const handler = queueHandler(react("orders-events", reactions, { now: () => receivedAt }), {
    sqs,
    deadLetterQueueUrl: "https://sqs.test/dead-letters",
    maxReceives,
  });
  const receive = async (...records: readonly SQSRecord[]) => {
    const { batchItemFailures } = await handler({ Records: [...records] }, lambdaContext("dev-orders-events"));
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return { receive, letters };
}

export async function done(): Promise<void> {
  return undefined;
}
export function fails(error: unknown) {
  return (): Promise<void> => Promise.reject(error);
}
