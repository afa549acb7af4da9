import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { DeleteMessageCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { beforeAll, expect, inject, it } from "vitest";
import { eventually } from "../../cli/src/eventually.ts";
import { readLocalReady } from "../../cli/src/ready.ts";
import { awsSettings } from "../../cli/src/sign-in.ts";
import { hasAwsCli } from "../support/aws-cli.ts";
import { messagesLike } from "../support/described-events.ts";
import { arnOf, factsQueue } from "../support/facts-queue.ts";
import { openStore, type Store } from "../support/store.ts";

const readyFile = inject("readyFile");
const ready = readLocalReady(readyFile);
const root = resolve(import.meta.dirname, "../..");
const hasJq = spawnSync("jq", ["--version"]).status === 0;

let store: Store;
beforeAll(async () => {
  store = await openStore(ready);
});

async function order(): Promise<string> {
  const buyer = await store.aShopper();
  const { orderId } = await store.buy(buyer, [{ sku: await store.sell(1), quantity: 1 }]);
  await store.until(buyer, orderId, "confirmed");
  return orderId;
}

it("a consumer's queue behind a rule and a filtered topic gets what it asks for, and nothing else", async () => {
  const topic = arnOf(ready, "sns", `${ready.stage}-customer-notices`);
  const { sqs, arn: queue, url: QueueUrl } = await factsQueue(ready, "order.placed", topic);
  const sns = new SNSClient(awsSettings(ready));
  const FilterPolicy = JSON.stringify({ type: ["order.confirmed"] });
  const Attributes = { FilterPolicy, RawMessageDelivery: "true" };
  await sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: "sqs", Endpoint: queue, Attributes }));

  const orderId = await order();
  const got: string[] = [];
  await eventually("the fact and the notice", async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1, MaxNumberOfMessages: 10 }),
    );
    for (const { Body = "", ReceiptHandle } of Messages) {
      if (Body.includes(orderId)) got.push(Body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    return got.length >= 2 ? true : undefined;
  });
  const types = got.map((body) => JSON.parse(body)).map((body) => body["detail-type"] ?? body.metadata.type);
  expect(new Set(types)).toEqual(new Set(["order.placed", "order.confirmed"]));
  const described = new Set(got.flatMap((body) => messagesLike(JSON.parse(body))));
  expect(described).toEqual(new Set(["order.placed.v1", "order.confirmed.v1.notice"]));
});

it.skipIf(!hasAwsCli || !hasJq)("the README's example works as it stands there", async () => {
  const readme = readFileSync(resolve(root, "README.md"), "utf8");
  const [, example = ""] = /<!-- subscribing -->\n```sh\n(.*?)```/s.exec(readme) ?? [];
  const [subscribing = "", receiving = ""] = example
    .replace(".millrace/ready.json", readyFile)
    .split(/^npm run demo.*$/m);
  const typed = async (lines: string) => (await promisify(execFile)("bash", ["-euc", lines], { cwd: root })).stdout;
  expect(await typed(subscribing)).toContain("SubscriptionArn");
  const orderId = await order();
  // Typed again, the first part changes nothing.
  const got = await eventually("the fact", async () => {
    const shown = await typed(subscribing + receiving);
    return shown.includes(orderId) ? shown : undefined;
  });
  expect(got).toMatch(/"detail-type":"order.placed"|"type":"order.confirmed"/);
});
