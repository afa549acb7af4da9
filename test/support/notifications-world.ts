import type { Ses, Sqs } from "@millrace/aws/services";
import { OrderConfirmed } from "@millrace/contracts/orders";
import { queueHandler, react } from "@millrace/lambda/queue";
import { scheduleHandler } from "@millrace/lambda/schedule";
import { commit } from "@millrace/table/transact";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { createRecipients } from "../../services/customers/src/data/recipients.ts";
import { EmailSent } from "../../services/notifications/src/adapters/email-sent.ts";
import { createMailer } from "../../services/notifications/src/adapters/mailer.ts";
import { onEmailSent } from "../../services/notifications/src/events/on-email-sent.ts";
import { onOrderConfirmed } from "../../services/notifications/src/events/on-order-confirmed.ts";
import { createPorts } from "../../services/notifications/src/ports.ts";
import { settleUnknownMails } from "../../services/notifications/src/schedules/settle-unknown-mails.ts";
import { firstOf } from "./items.ts";
import { freshTable } from "./table.ts";

/**
 * The functions of notifications as they are deployed, on a real table and a mailbox in memory that never removes
 * duplicates. Every call to DynamoDB or SES is counted; a fault kills the function before or after the n-th of them.
 */
const confirmedAt = Date.parse("2026-11-23T09:30:00.000Z");
const order = OrderConfirmed.example;
export const eventId = `${order.orderId}.2`;
const context = { functionName: "notifications-events", awsRequestId: "run-1", getRemainingTimeInMillis: () => 30_000 };

type Fault = { readonly at: number; readonly when: "before" | "after" };
type Outbox = { readonly to: string; readonly tag: string; readonly messageId: string };

class Crash extends Error {
  override readonly name = "Crash";
}

export async function createWorld() {
  let now = confirmedAt;
  let calls = 0;
  let fault: Fault | undefined;
  let refusal: { readonly name: string; readonly httpStatusCode: number } | undefined;
  const mailbox: Outbox[] = [];
  const deadLetters: unknown[] = [];

  const counted = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    calls += 1;
    const mine = calls;
    if (fault?.at === mine && fault.when === "before") throw new Crash(`before call ${mine}`);
    const result = await call();
    if (fault?.at === mine && fault.when === "after") throw new Crash(`after call ${mine}`);
    return result;
  };

  const { client, table } = await freshTable();
  client.middlewareStack.add((next) => (asked) => counted(() => next(asked)));
  const ses: Pick<Ses, "send"> = {
    send: (_, { Destination, EmailTags }) =>
      counted(async () => {
        if (refusal) throw Object.assign(new Error("refused"), { name: refusal.name, $metadata: refusal });
        const messageId = `m-${mailbox.length + 1}`;
        mailbox.push({
          to: String(Destination?.ToAddresses?.[0]),
          tag: String(EmailTags?.[0]?.Value),
          messageId,
        });
        return { MessageId: messageId };
      }),
  };

  const mailer = createMailer(ses, { from: "shop@example.com", configurationSet: "set" });
  const ports = createPorts({ client, table }, () => new Date(now), mailer);
  const sqs: Pick<Sqs, "send"> = {
    send: async (_, letter) => {
      deadLetters.push(letter);
      return {};
    },
  };
  const policy = { sqs, deadLetterQueueUrl: "dead-letters", maxReceives: 4 };
  const reactions = { onOrderConfirmed, onEmailSent };
  const events = queueHandler(react("notifications-events", reactions, ports), policy);
  const settling = scheduleHandler(settleUnknownMails, ports);

  const receive = async (envelope: object, receives = 1): Promise<"done" | "again"> => {
    calls = 0;
    const record = {
      messageId: "m",
      body: JSON.stringify({ id: "id-1", time: "2026-11-23T09:30:00Z", ...envelope }),
      attributes: { ApproximateReceiveCount: String(receives) },
    };
    const event = { Records: [record] } as unknown as SQSEvent;
    const { batchItemFailures } = (await events(event, context as Context)) as SQSBatchResponse;
    return batchItemFailures.length === 0 ? "done" : "again";
  };

  return {
    mailbox,
    deadLetters,
    breakAt: (next: Fault | undefined) => {
      fault = next;
    },
    refuse: (next: typeof refusal) => {
      refusal = next;
    },
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    callsMade: () => calls,
    keepRecipient: () =>
      commit([
        createRecipients({ client, table }).keep({
          ownerId: order.ownerId,
          contactId: order.contactId,
          orderId: order.orderId,
          email: "ada@example.com",
          name: "Ada",
          address: { line1: "1 Mill Lane", city: "London", postalCode: "N1", country: "GB" },
        }),
      ]),
    receive,
    confirmOrder: (receives?: number) => receive({ "detail-type": "order.confirmed", detail: fact }, receives),
    tellSent: ({ tag, messageId }: Pick<Outbox, "tag" | "messageId">) =>
      receive({ "detail-type": EmailSent.name, source: "aws.ses", detail: sesSend(tag, messageId) }),
    settle: async () => {
      calls = 0;
      await settling({}, context as Context);
    },
    mail: () => firstOf({ client, table }, "mail"),
  };
}

const fact = {
  metadata: {
    eventId,
    type: "order.confirmed",
    schemaVersion: 1,
    aggregateId: order.orderId,
    sequence: 2,
    occurredAt: "2026-11-23T09:30:00.000Z",
    actor: "orders-events",
    correlationId: "cor-1",
    causationId: "pay_1.1",
    causationDepth: 2,
  },
  data: order,
};

function sesSend(tag: string, messageId: string) {
  return {
    eventType: "Send",
    mail: { messageId, destination: ["ada@example.com"], tags: { "ses:operation": ["SendEmail"], eventId: [tag] } },
    send: {},
  };
}
