import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { readLocalReady } from "../../cli/src/ready.ts";
import { type CallFault, createAdmin } from "../support/admin.ts";
import { openStore, type Store } from "../support/store.ts";
import { callsOfFunction, traceDocuments } from "../support/traces.ts";

const ready = readLocalReady(inject("readyFile"));
const admin = createAdmin(ready);

let store: Store;
// Anew for each test: time passes here, and tokens expire.
beforeEach(async () => {
  store = await openStore(ready);
});
afterEach(async () => {
  await admin.setFaults([]);
  await admin.setSendEvents(true);
});

/** Every SDK call that relay and consumers make for one order, in turn, and its number among its kind. */
const callsOf: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  relay: [["events:PutEvents", 1]],
  "relay-topics": [["sns:PublishBatch", 1]],
  "payments-events": [
    ["dynamodb:GetItem", 1],
    ["dynamodb:TransactWriteItems", 1],
  ],
  "orders-events": [
    ["dynamodb:GetItem", 1],
    ["dynamodb:TransactWriteItems", 1],
  ],
  "notifications-events": [
    ["dynamodb:BatchGetItem", 1],
    ["dynamodb:PutItem", 1],
    ["ses:SendEmail", 1],
    ["dynamodb:GetItem", 1],
    ["dynamodb:UpdateItem", 1],
  ],
};

const mostCalls = Math.max(...Object.values(callsOf).map(({ length }) => length));

/** One life takes a crash in each function: at its first call, at its second, and so on, before or after it. */
const rounds = Array.from({ length: mostCalls }, (_, index) => index).flatMap((index) =>
  (["crash-before", "crash-after"] as const).map((fault) => {
    const faults: readonly CallFault[] = Object.entries(callsOf).flatMap(([name, calls]) => {
      const [call, occurrence] = calls[index] ?? [];
      return call === undefined || occurrence === undefined ? [] : [{ function: name, call, occurrence, fault }];
    });
    return {
      fault,
      faults,
      where: faults.map(({ function: name, call }) => `${name} ${call.split(":")[1]}`).join(", "),
    };
  }),
);

/** How long nothing is heard of a mail before it is sent again. */
const silenceSeconds = 16 * 60;

/** Until the schedule runs again: a jump of the clock makes it run once. */
const nextRunSeconds = 61;

async function mailsTo(address: string) {
  return (await admin.mails()).filter(({ to }) => to.includes(address));
}

type Life = { readonly orderId: string; readonly address: string };

/** Buys under faults and lets time pass until the order is confirmed and the mail is in the mailbox. */
async function live(faults: readonly CallFault[]): Promise<Life> {
  const address = `buyer-${randomUUID()}@example.com`;
  const shopper = await store.aShopper(address);
  const sku = await store.sell(5);
  await admin.rest();
  await admin.setFaults(faults);
  const { orderId } = await store.buy(shopper, [{ sku, quantity: 2 }]);
  const confirmed = await admin.inTime(`${orderId} to be confirmed`, async () => {
    const order = await store.order(shopper, orderId);
    return order.status === "confirmed" ? order : undefined;
  });
  expect(confirmed).toMatchObject({ paymentStatus: "authorized", version: 2 });
  expect(await store.timeline(shopper, orderId)).toMatchObject([{ type: "order.placed" }, { type: "order.confirmed" }]);
  expect(await store.level(sku)).toEqual({ onHand: 5, reserved: 0, allocated: 2, available: 3 });
  expect(await store.movements(sku)).toHaveLength(3);
  await admin.inTime("a mail", async () => ((await mailsTo(address)).length > 0 ? true : undefined));
  return { orderId, address };
}

/** X-Ray's names of the services, by those that IAM and faults use. */
const traceNames: Readonly<Record<string, string>> = {
  dynamodb: "DynamoDB",
  events: "EventBridge",
  ses: "SESv2",
  sns: "SNS",
};

describe("the table of calls", () => {
  it("names what an undisturbed order makes of them, and no other", async () => {
    const { orderId } = await live([]);
    await admin.rest();
    const documents = await traceDocuments(ready, orderId, await admin.now());
    for (const [name, calls] of Object.entries(callsOf)) {
      const named = calls.map(([call]) => call.replace(/^(\w+):/, (_, service: string) => `${traceNames[service]} `));
      const made = callsOfFunction(documents, `${ready.stage}-${name}`);
      expect({ name, made: [...made].sort() }).toEqual({ name, made: [...new Set(named)].sort() });
    }
  });
});

describe("an order whose functions die on the way", () => {
  it.each(rounds)("ends the same, with one mail: $fault $where", async ({ faults }) => {
    const { address } = await live(faults);
    await admin.advance(silenceSeconds);
    await admin.rest();
    expect(await mailsTo(address)).toHaveLength(1);
    expect(await admin.faults()).toMatchObject(faults.map((fault) => ({ ...fault, hits: 1 })));
  });
});

describe("a mail of which nobody heard", () => {
  const dies = (fault: CallFault["fault"]): readonly CallFault[] => [
    { function: "notifications-events", call: "ses:SendEmail", occurrence: 1, fault },
  ];

  it("goes out again after fifteen minutes, for all that is known it never did", async () => {
    await admin.setSendEvents(false);
    const { address } = await live(dies("crash-after"));
    expect(await mailsTo(address)).toHaveLength(1);
    await admin.advance(silenceSeconds);
    // The fact comes again at the same moment: where it marks the mail while the schedule runs, that leaves it to the next.
    await admin.advance(nextRunSeconds);
    await admin.rest();
    expect(await mailsTo(address)).toHaveLength(2);
    await admin.advance(silenceSeconds);
    await admin.rest();
    expect(await mailsTo(address)).toHaveLength(2);
  });

  it("is one mail when it had not gone out", async () => {
    await admin.setSendEvents(false);
    const { address } = await live(dies("crash-before"));
    await admin.advance(silenceSeconds);
    await admin.rest();
    expect(await mailsTo(address)).toHaveLength(1);
  });
});
