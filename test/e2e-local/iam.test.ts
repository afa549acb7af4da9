import {
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, inject, it } from "vitest";
import { readLocalReady } from "../../cli/src/ready.ts";
import { awsSettings } from "../../cli/src/sign-in.ts";
import { createAdmin } from "../support/admin.ts";
import { provokedDenials } from "../support/provoked-denials.ts";

const ready = readLocalReady(inject("readyFile"));
const { tableName: TableName, stage } = ready;

/** Settings of a client that acts in the name of a function: the endpoint knows its role by the function's name. */
function as(functionName: string) {
  return {
    ...awsSettings(ready),
    maxAttempts: 1,
    credentials: { accessKeyId: `${stage}-${functionName}`, secretAccessKey: "any" },
  };
}

function keyOf(service: string) {
  return { pk: { S: `$${service}#sku_T-1` }, sk: { S: "$stock_1#locationid_loc_main" } };
}

const dynamodb = new DynamoDBClient(as("notifications-events"));
const events = new EventBridgeClient(as("notifications-events"));
const sqs = new SQSClient(as("notifications-events"));

const attempts: Readonly<Record<string, () => Promise<unknown>>> = {
  "reads another service's item": () => dynamodb.send(new GetItemCommand({ TableName, Key: keyOf("inventory") })),
  "queries another service's items": () =>
    dynamodb.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": keyOf("orders").pk },
      }),
    ),
  "changes another service's item inside a transaction of its own": () =>
    dynamodb.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          {
            Update: {
              TableName,
              Key: { pk: { S: "$notifications#eventid_ord_1.1" }, sk: { S: "$mail_1" } },
              UpdateExpression: "SET note = :note",
              ExpressionAttributeValues: { ":note": { S: "mine" } },
            },
          },
          {
            Update: {
              TableName,
              Key: keyOf("inventory"),
              UpdateExpression: "SET available = :all",
              ExpressionAttributeValues: { ":all": { N: "1000" } },
            },
          },
        ],
      }),
    ),
  "scans the table": () => dynamodb.send(new ScanCommand({ TableName })),
  "puts a fact on the bus": () =>
    events.send(
      new PutEventsCommand({
        Entries: [
          { EventBusName: `${stage}-millrace`, Source: "millrace.orders", DetailType: "order.confirmed", Detail: "{}" },
        ],
      }),
    ),
  "sends to another consumer's dead letters": async () =>
    sqs.send(
      new SendMessageCommand({
        QueueUrl: `${ready.awsEndpoint}/000000000000/${stage}-orders-events-dead-letters`,
        MessageBody: "{}",
      }),
    ),
};

describe("a function that reaches beyond its own", () => {
  it.each(Object.entries(attempts))("is denied when it %s", async (_, attempt) => {
    provokedDenials.push(`${stage}-notifications-events`);
    const admin = createAdmin(ready);
    const before = (await admin.denials()).length;
    await expect(attempt()).rejects.toMatchObject({ name: expect.stringMatching(/^AccessDenied/) });
    expect((await admin.denials()).slice(before)).toMatchObject([{ functionName: `${stage}-notifications-events` }]);
    const [line] = (await admin.logs("/millrace/local")).slice(-1);
    expect(line?.message).toMatch(/^denied dev-notifications-events: \w+:\w+ on arn:/);
  });

  it("could have read what is its own", async () => {
    const Key = { pk: { S: "$notifications#eventid_ord_1.1" }, sk: { S: "$mail_1" } };
    expect((await dynamodb.send(new GetItemCommand({ TableName, Key }))).Item).toBeUndefined();
  });
});
