import { CreateTableCommand, DeleteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestDatabase } from "../../../test/support/engine.ts";
import type { Database } from "../endpoint/database.ts";
import { undisturbed } from "../faults.ts";
import { createDelivery } from "./delivery.ts";
import { fakeContext, functionError, resource } from "./fake-context.ts";
import { together } from "./fake-stack.ts";
import { asAws } from "./stream-reader.ts";

const tableName = "stream-reader";
const streamArn = `arn:aws:dynamodb:us-east-1:000000000000:table/${tableName}/stream/2026-01-01T00:00:00.000`;
const credentials = { accessKeyId: "local", secretAccessKey: "local" };
let database: Database;
let client: DynamoDBClient;

beforeAll(async () => {
  database = await startTestDatabase({ databases: "shared", tuning: "quick" });
  client = new DynamoDBClient({ endpoint: database.endpoint, region: "us-east-1", credentials });
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
}, 60_000);
afterAll(async () => {
  client.destroy();
  await database.stop();
});

function put(pk: string) {
  return client.send(
    new PutItemCommand({
      TableName: tableName,
      Item: { pk: { S: pk }, kind: { S: "journal" }, raw: { B: new Uint8Array([1, 2]) } },
    }),
  );
}

function startMapping(properties: Record<string, unknown>) {
  const context = fakeContext([
    resource("AWS::DynamoDB::GlobalTable", "Table", { TableName: tableName }),
    resource("AWS::S3::Bucket", "Failures", { BucketName: "failures" }),
    resource("AWS::Lambda::EventSourceMapping", "Relay", {
      EventSourceArn: streamArn,
      FunctionName: "relay",
      ...{ StartingPosition: "TRIM_HORIZON", BatchSize: 100, BisectBatchOnFunctionError: true },
      ...{ MaximumRetryAttempts: 50, MaximumRecordAgeInSeconds: 21_600 },
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      DestinationConfig: { OnFailure: { Destination: "arn:aws:s3:::failures" } },
      FilterCriteria: {
        Filters: [
          { Pattern: JSON.stringify({ eventName: ["INSERT"], dynamodb: { NewImage: { kind: { S: ["journal"] } } } }) },
        ],
      },
      ...properties,
    }),
  ]);
  let write = () => {};
  const delivery = together(
    createDelivery(context, {
      dynamodbEndpoint: database.endpoint,
      disturb: () => undisturbed,
      queuePolicies: { maySend: () => true, attach: () => {} },
      awsUrl: "http://127.0.0.1:1",
      onTableWrite: (listener) => {
        write = listener;
      },
    }),
  );
  return { context, delivery, poke: () => write() };
}

describe("a stream mapping on the database", () => {
  it("hands records over in Lambda's shape, told by a write, from the oldest on", async () => {
    const { context, delivery, poke } = startMapping({});
    await put("ord_1");
    await client.send(new DeleteItemCommand({ TableName: tableName, Key: { pk: { S: "ord_1" } } }));
    await delivery.start();
    await put("ord_2");
    poke();
    expect(delivery.busy()).toBe(true);
    await expect.poll(() => delivery.busy()).toBe(false);
    await delivery.stop();
    const records = context.invocations.flatMap(({ event }) => (event as { Records: object[] }).Records);
    expect(records).toMatchObject([
      { dynamodb: { Keys: { pk: { S: "ord_1" } } } },
      { dynamodb: { Keys: { pk: { S: "ord_2" } } } },
    ]);
    expect(records[0]).toEqual({
      eventID: expect.any(String),
      eventName: "INSERT",
      eventVersion: "1.1",
      eventSource: "aws:dynamodb",
      awsRegion: "us-east-1",
      eventSourceARN: streamArn,
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(context.clock.now() / 1000),
        Keys: { pk: { S: "ord_1" } },
        NewImage: { pk: { S: "ord_1" }, kind: { S: "journal" }, raw: { B: "AQI=" } },
        SequenceNumber: expect.any(String),
        SizeBytes: expect.any(Number),
        StreamViewType: "NEW_AND_OLD_IMAGES",
      },
    });
  });

  // Lambda developer guide, "Retain discarded records for a DynamoDB event source": S3 gets metadata and the whole event.
  it("keeps what it gives up as an object in the failure bucket", async () => {
    const { context, delivery } = startMapping({
      MaximumRetryAttempts: 0,
      BatchSize: 1,
    });
    context.answer = () => functionError;
    await put("ord_3");
    await delivery.start();
    await expect.poll(() => delivery.failures().length).toBe(3);
    await delivery.stop();
    expect(context.counts).toContain("AWS/Lambda OnFailureDestinationDeliveredEventCount");
    const [object] = delivery.failures();
    expect(object?.bucket).toBe("failures");
    expect(object?.key).toMatch(
      /^aws\/lambda\/[^/]+\/shardId-[^/]+\/2026\/03\/01\/2026-03-01T12\.00\.00-[0-9a-f-]{36}$/,
    );
    const record = JSON.parse(object?.body ?? "");
    expect(record).toMatchObject({
      requestContext: { condition: "RetryAttemptsExhausted", approximateInvokeCount: 1 },
      DDBStreamBatchInfo: { batchSize: 1, streamArn },
    });
    expect(JSON.parse(record.payload).Records).toHaveLength(1);
  });
});

// DynamoDB developer guide, "Working with expired items and TTL": deletes by TTL are marked as the service's.
it("spells the mark of a TTL delete as Lambda does", () => {
  const dynamodb = { SequenceNumber: "1", Keys: {}, ApproximateCreationDateTime: 0 };
  const raw = {
    eventName: "REMOVE",
    dynamodb,
    userIdentity: { PrincipalId: "dynamodb.amazonaws.com", Type: "Service" },
  };
  expect(asAws(raw, streamArn, 0)).toMatchObject({
    userIdentity: { principalId: "dynamodb.amazonaws.com", type: "Service" },
  });
});

it("reads empty maps, at every depth, as what they are", () => {
  const empty = { M: {} };
  const NewImage = { map: empty, nested: { M: { map: empty, list: { L: [empty, { L: [] }, { S: "" }] } } } };
  // As DynamoDB Local 3.3 answers GetRecords.
  const told = { map: {}, nested: { M: { map: {}, list: { L: [{}, { L: [] }, { S: "" }] } } } };
  const raw = { eventName: "INSERT", dynamodb: { SequenceNumber: "1", NewImage: told } };
  expect(asAws(raw as never, streamArn, 0).dynamodb).toMatchObject({ NewImage });
});
