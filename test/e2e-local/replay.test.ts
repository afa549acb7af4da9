import { randomUUID } from "node:crypto";
import {
  DescribeReplayCommand,
  EventBridgeClient,
  ListArchivesCommand,
  StartReplayCommand,
} from "@aws-sdk/client-eventbridge";
import { describe, expect, inject, it } from "vitest";
import { eventually } from "../../cli/src/eventually.ts";
import { readLocalReady } from "../../cli/src/ready.ts";
import { awsSettings } from "../../cli/src/sign-in.ts";
import { createAdmin } from "../support/admin.ts";
import { createQueues } from "../support/queues.ts";
import { openStore } from "../support/store.ts";

const ready = readLocalReady(inject("readyFile"));
const admin = createAdmin(ready);
const queues = createQueues(ready);
const events = new EventBridgeClient(awsSettings(ready));

const consumers = ["orders", "payments", "inventory", "notifications"].map((name) => `${name}-events`);
function arnOf(resource: string) {
  return `arn:aws:events:${ready.region}:000000000000:${resource}`;
}

/** Replays all facts of a span, as infra/cdk/README.md tells operators to. */
async function replay(EventStartTime: Date, EventEndTime: Date): Promise<void> {
  const ReplayName = `test-${randomUUID()}`;
  const { Archives: [archive] = [] } = await events.send(new ListArchivesCommand({}));
  await events.send(
    new StartReplayCommand({
      ...{ ReplayName, EventStartTime, EventEndTime },
      EventSourceArn: arnOf(`archive/${archive?.ArchiveName}`),
      Destination: { Arn: archive?.EventSourceArn },
    }),
  );
  await eventually("the replay to be completed", async () => {
    const { State } = await events.send(new DescribeReplayCommand({ ReplayName }));
    return State === "COMPLETED" ? true : undefined;
  });
  await admin.rest();
}

describe("twenty minutes of facts, replayed from the archive", () => {
  it("reach every consumer once more and change nothing", async () => {
    const store = await openStore(ready);
    const address = `buyer-${randomUUID()}@example.com`;
    const shopper = await store.aShopper(address);
    const sku = await store.sell(5);
    await admin.rest();
    // Events tell their time in whole seconds.
    const from = new Date(Math.floor((await admin.now()).getTime() / 1_000) * 1_000);
    const { orderId } = await store.buy(shopper, [{ sku, quantity: 2 }]);
    await store.until(shopper, orderId, "confirmed");
    await admin.advance(20 * 60);
    await admin.rest();
    const picture = async () => ({
      order: await store.order(shopper, orderId),
      timeline: await store.timeline(shopper, orderId),
      level: await store.level(sku),
      movements: await store.movements(sku),
      mails: (await admin.mails()).filter(({ to }) => to.includes(address)),
    });
    const before = await picture();
    const notices = await queues.subscribe("customer-notices");

    await replay(from, await admin.now());

    const told = (await notices.take()).filter(({ attributes }) => attributes["orderId"] === orderId);
    expect(told.map(({ attributes }) => attributes["type"]).sort()).toEqual(["order.confirmed", "order.placed"]);
    expect(await picture()).toEqual(before);
    expect(before.mails).toHaveLength(1);
    for (const consumer of consumers) expect(await queues.deadLetters(consumer, orderId)).toEqual([]);
    await notices.unsubscribe();
  });
});
