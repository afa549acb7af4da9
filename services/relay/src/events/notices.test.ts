import { gzipSync } from "node:zlib";
import type { PublishBatchCommand, PublishBatchRequestEntry, SNSClient } from "@aws-sdk/client-sns";
import { logsHandler } from "@millrace/lambda/logs";
import { queueHandler, react } from "@millrace/lambda/queue";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { aJournalImage } from "../../../../test/support/journal-image.ts";
import { createTopic } from "../adapters/topic.ts";
import { publishAccessNotices } from "../commands/publish-access-notices.ts";
import { busEntryOf } from "../domain/bus-entry.ts";
import { notifiedFacts } from "../domain/notified-facts.ts";
import { noticesOf } from "./customer-notices.ts";

const context = {
  functionName: "relay-topics",
  awsRequestId: "run-1",
  getRemainingTimeInMillis: () => 30_000,
} as Context;

function sns(fails = false) {
  const batches: (readonly PublishBatchRequestEntry[])[] = [];
  const client = {
    async send({ input }: PublishBatchCommand) {
      batches.push(input.PublishBatchRequestEntries ?? []);
      return fails ? { Failed: [{ Id: "0", Code: "InternalError", SenderFault: false }] } : { Failed: [] };
    },
  } as unknown as SNSClient;
  return { topic: createTopic(client, "arn:aws:sns:us-east-1:000000000000:topic"), batches };
}

function attributesOf({ MessageAttributes = {} }: PublishBatchRequestEntry) {
  return Object.fromEntries(Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]));
}

function eventOf(facts: typeof notifiedFacts): SQSEvent {
  return {
    Records: facts.map((contract, index) => {
      const { detailType, detail } = busEntryOf(aJournalImage(contract));
      const body = JSON.stringify({ "detail-type": detailType, detail: JSON.parse(detail) });
      return { messageId: `m${index}`, body, attributes: { ApproximateReceiveCount: "1" } };
    }),
  } as unknown as SQSEvent;
}

async function tell(topic: ReturnType<typeof sns>["topic"], event: SQSEvent): Promise<SQSBatchResponse> {
  const reactions = react("relay-topics", noticesOf(notifiedFacts), { now: () => new Date(), topic });
  const sqs = {} as Parameters<typeof queueHandler>[1]["sqs"];
  const handler = queueHandler(reactions, { sqs, deadLetterQueueUrl: "unused", maxReceives: 4 });
  return (await handler(event, context)) as SQSBatchResponse;
}

describe("relay-topics", () => {
  it("tells each fact with the attributes that subscribers filter by", async () => {
    const { topic, batches } = sns();
    expect(await tell(topic, eventOf(notifiedFacts))).toEqual({ batchItemFailures: [] });
    expect(batches.flat().map(attributesOf)).toEqual(
      notifiedFacts.map(({ name, example }) => ({
        type: name,
        orderId: example["orderId"],
        correlationId: "cor-1",
        eventId: expect.stringMatching(/\.1$/),
      })),
    );
    const [first] = batches.flat();
    expect(JSON.parse(first?.Message ?? "")).toMatchObject({
      metadata: { type: "order.placed" },
      data: notifiedFacts[0]?.example,
    });
  });

  it("leaves in the queue what SNS did not take", async () => {
    const { topic } = sns(true);
    expect((await tell(topic, eventOf(notifiedFacts))).batchItemFailures).toHaveLength(notifiedFacts.length);
  });
});

function line(requestId: string, status: string, errorType = "-") {
  return JSON.stringify({
    requestId,
    traceId: "-",
    time: "now",
    principal: "gst_1",
    sub: "-",
    clientId: "-",
    method: "POST",
    resourcePath: "/v1/carts",
    path: "/v1/carts",
    status,
    errorType,
  });
}

function logged(messageType: string, messages: readonly string[]) {
  const logEvents = messages.map((message, index) => ({ id: String(index), timestamp: index, message }));
  return { awslogs: { data: gzipSync(JSON.stringify({ messageType, logEvents })).toString("base64") } };
}

describe("relay-access", () => {
  it("tells noticed calls and refusals, ten a call", async () => {
    const { topic, batches } = sns();
    const lines = Array.from({ length: 12 }, (_, index) => line(`req-${index}`, "201"));
    const handler = logsHandler(publishAccessNotices(topic, new Set(["POST /v1/carts"])));
    await handler(logged("DATA_MESSAGE", [...lines, line("req-refused", "403", "ACCESS_DENIED")]), context);
    expect(batches.map((batch) => batch.length)).toEqual([10, 3]);
    expect(batches.flat().map(attributesOf).at(-1)).toEqual({
      type: "access.refused",
      route: "POST /v1/carts",
      status: "403",
      requestId: "req-refused",
      actor: "gst_1",
    });
  });

  it("is silent when there is nothing to tell", async () => {
    const { topic, batches } = sns();
    const handler = logsHandler(publishAccessNotices(topic, new Set()));
    await handler(logged("DATA_MESSAGE", [line("req-1", "201")]), context);
    await handler(logged("CONTROL_MESSAGE", ["CWL CONTROL MESSAGE: Checking health of destination."]), context);
    expect(batches).toEqual([]);
  });

  it("fails when SNS does not take a notice, so that Lambda calls again", async () => {
    const handler = logsHandler(publishAccessNotices(sns(true).topic, new Set(["POST /v1/carts"])));
    await expect(handler(logged("DATA_MESSAGE", [line("req-1", "201")]), context)).rejects.toThrow("InternalError");
  });
});
