import { randomUUID } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { EventBridgeClient, ListArchivesCommand, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { PaymentAuthorized } from "@millrace/contracts/payments";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { eventually } from "../../cli/src/eventually.ts";
import { readLocalReady } from "../../cli/src/ready.ts";
import { awsSettings } from "../../cli/src/sign-in.ts";
import { createAdmin } from "../support/admin.ts";
import { invokeFunction } from "../support/invoke-function.ts";
import { createQueues } from "../support/queues.ts";
import { aSku, openStore, type Store } from "../support/store.ts";

const ready = readLocalReady(inject("readyFile"));
const admin = createAdmin(ready);
const queues = createQueues(ready);
const events = new EventBridgeClient(awsSettings(ready));

let store: Store;
// Anew for each test: time passes here, and tokens expire.
beforeEach(async () => {
  store = await openStore(ready);
});
afterEach(() => admin.setFaults([]));

async function stateOf(alarm: string): Promise<string | undefined> {
  return (await admin.alarms()).find(({ name }) => name === `${ready.stage}-${alarm}`)?.state;
}

function alarmOf(consumer: string) {
  return stateOf(`${consumer}-dead-letters`);
}

function theDeadLetter(consumer: string, mention: string) {
  return admin.inTime(`a dead letter of ${consumer}`, async () => (await queues.deadLetters(consumer, mention))[0]);
}

describe("a fact that a consumer never can handle", () => {
  it("ends in the dead-letter queue with its reason, rings, and keeps no other fact waiting", async () => {
    const orderId = `ord_${"0".repeat(26)}`;
    const eventId = `pay_${randomUUID()}.1`;
    const metadata = {
      ...{ eventId, type: "payment.authorized", schemaVersion: 1, aggregateId: eventId.slice(0, -2), sequence: 1 },
      ...{ occurredAt: "2026-11-23T09:30:00.000Z", actor: "test", correlationId: eventId, causationId: eventId },
      causationDepth: 1,
    };
    const data = { ...PaymentAuthorized.example, orderId };
    await events.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: `${ready.stage}-millrace`,
            Source: "millrace.payments",
            DetailType: "payment.authorized",
            Detail: JSON.stringify({ metadata, data }),
          },
        ],
      }),
    );
    const shopper = await store.aShopper();
    const { orderId: other } = await store.buy(shopper, [{ sku: await store.sell(5), quantity: 1 }]);
    await store.until(shopper, other, "confirmed");

    const letter = await theDeadLetter("orders-events", eventId);
    expect(letter.attributes).toEqual({
      reason: expect.stringMatching(/^\w.+\.$/),
      code: "Error",
      eventId,
      function: `${ready.stage}-orders-events`,
    });
    expect(await alarmOf("orders-events")).toBe("ALARM");
    await letter.delete();
  });
});

describe("a consumer that always throws", () => {
  it("has its message moved to the dead letters with its reason, and finishes the order once it is repaired and told again", async () => {
    const notices = await queues.subscribe("customer-notices");
    await admin.setFaults([
      { function: "payments-events", call: "dynamodb:TransactWriteItems", occurrence: "every", fault: "conflict" },
    ]);
    const shopper = await store.aShopper();
    const sku = await store.sell(5);
    const headers = { "x-correlation-id": `dead-${randomUUID()}` };
    const { orderId } = await store.buy(shopper, [{ sku, quantity: 2 }], { headers });
    const eventId = `${orderId}.1`;

    const [told] = await eventually("the notice of the placed order, by another consumer", async () => {
      const taken = (await notices.take()).filter(({ attributes }) => attributes["eventId"] === eventId);
      return taken.length > 0 ? taken : undefined;
    });
    expect(told?.attributes).toMatchObject({ type: "order.placed", orderId });

    const { attributes } = await theDeadLetter("payments-events", eventId);
    expect(attributes).toEqual({
      reason: expect.stringMatching(/^\w.+\.$/),
      code: "service.busy",
      eventId,
      function: `${ready.stage}-payments-events`,
    });
    expect(await alarmOf("payments-events")).toBe("ALARM");
    expect(await store.order(shopper, orderId)).toMatchObject({ status: "placed" });
    const said = await admin.logs(`/aws/lambda/${ready.stage}-payments-events`);
    const [gaveUp] = said.filter(
      ({ message }) => message.includes(eventId) && message.includes("moved to dead letters"),
    );
    expect(JSON.parse(gaveUp?.message ?? "{}")).toMatchObject({
      level: "ERROR",
      correlationId: headers["x-correlation-id"],
    });

    await admin.setFaults([]);
    await queues.redrive("payments-events", "the consumer");
    expect(await store.until(shopper, orderId, "confirmed")).toMatchObject({ paymentStatus: "authorized" });
    expect(await queues.deadLetters("payments-events", eventId)).toEqual([]);
    // An alarm looks back over its period.
    await admin.advance(120);
    expect(await alarmOf("payments-events")).toBe("OK");
    await notices.unsubscribe();
  });
});

describe("a consumer that dies every time", () => {
  it("has its message moved to the dead letters by SQS, and finishes the order once it is told again", async () => {
    await admin.setFaults([
      { function: "payments-events", call: "dynamodb:GetItem", occurrence: "every", fault: "crash-before" },
    ]);
    const shopper = await store.aShopper();
    const { orderId } = await store.buy(shopper, [{ sku: await store.sell(5), quantity: 2 }]);
    expect((await theDeadLetter("payments-events", `${orderId}.1`)).attributes).toEqual({});
    expect(await alarmOf("payments-events")).toBe("ALARM");
    await admin.setFaults([]);
    await queues.redrive("payments-events", "their source");
    await store.until(shopper, orderId, "confirmed");
  });
});

describe("a consumer that cannot note what SES told", () => {
  it("leaves no address in its dead letters, and no second mail when it is told again", async () => {
    await admin.setFaults([
      { function: "notifications-events", call: "dynamodb:GetItem", occurrence: "every", fault: "throttle" },
    ]);
    const address = `buyer-${randomUUID()}@example.com`;
    const shopper = await store.aShopper(address);
    const { orderId } = await store.buy(shopper, [{ sku: await store.sell(5), quantity: 1 }]);
    const mails = async () => (await admin.mails()).filter(({ to }) => to.includes(address));
    const letter = await theDeadLetter("notifications-events", `${orderId}-2`);
    expect(letter.body).toContain("Email Sent");
    expect(letter.body).not.toContain("@");
    expect(letter.attributes).toMatchObject({ function: `${ready.stage}-notifications-events` });
    expect(await mails()).toHaveLength(1);
    await admin.setFaults([]);
    await queues.redrive("notifications-events", "the consumer");
    await admin.advance(20 * 60);
    await admin.rest();
    expect(await queues.deadLetters("notifications-events", orderId)).toEqual([]);
    expect(await mails()).toHaveLength(1);
  });
});

describe("a topic that takes no notices of access", () => {
  it("leaves the refused call in the dead letters of the function that tells them, and tells it once it is repaired", async () => {
    await admin.setFaults([
      { function: "relay-access", call: "sns:PublishBatch", occurrence: "every", fault: "throttle" },
    ]);
    const buyer = await store.aShopper();
    const cart = await store.cartOf(buyer, [{ sku: await store.sell(1), quantity: 1 }]);
    const refused = await store.checkout({ ...buyer, token: "x.y.z" }, cart);
    const letter = await theDeadLetter("relay-access", "RetriesExhausted");
    const { requestContext, requestPayload, responsePayload } = JSON.parse(letter.body);
    expect(requestContext.approximateInvokeCount).toBe(3);
    expect(responsePayload.errorType).toBe("ThrottledException");
    const requestId = String(refused.headers.get("x-request-id"));
    expect(gunzipSync(Buffer.from(requestPayload.awslogs.data, "base64")).toString()).toContain(requestId);
    expect(await alarmOf("relay-access")).toBe("ALARM");

    await admin.setFaults([]);
    const notices = await queues.subscribe("access-notices");
    await invokeFunction(ready, "relay-access", requestPayload);
    const told = (await notices.take()).filter(({ attributes }) => attributes["requestId"] === requestId);
    expect(told).toMatchObject([{ attributes: { type: "access.refused" } }]);
    await letter.delete();
    await notices.unsubscribe();
  });
});

describe("a fact that the bus does not take for six hours", () => {
  it("is in the failure bucket, rings, keeps none behind it waiting, and reaches the bus once the relay gets it again", async () => {
    await admin.rest();
    await admin.setFaults([{ function: "relay", call: "events:PutEvents", occurrence: "every", fault: "throttle" }]);
    const { productId } = await store.draft([aSku()]);
    await eventually("the relay to fail", async () => ((await admin.faults())[0]?.hits ? true : undefined));
    await admin.pass(6 * 60 * 60 + 1);
    const { key, body } = await eventually("the fact to be given up", async () =>
      (await admin.failures()).find((object) => object.body.includes(productId)),
    );
    expect(key).toMatch(/^aws\/lambda\/[^/]+\/shardId-/);
    const { requestContext, payload } = JSON.parse(body);
    expect(requestContext.condition).toBe("RecordAgeExceeded");
    expect(JSON.parse(payload).Records).toHaveLength(1);
    expect(await stateOf("relay-failures")).toBe("ALARM");

    await admin.setFaults([]);
    store = await openStore(ready);
    const shopper = await store.aShopper();
    const { orderId } = await store.buy(shopper, [{ sku: await store.sell(1), quantity: 1 }]);
    await store.until(shopper, orderId, "confirmed");
    await admin.rest();
    const archived = async () => (await events.send(new ListArchivesCommand({}))).Archives?.[0]?.EventCount ?? 0;
    const before = await archived();
    expect(await invokeFunction(ready, "relay", JSON.parse(payload))).toEqual({ batchItemFailures: [] });
    expect(await archived()).toBe(before + 1);
  });
});
