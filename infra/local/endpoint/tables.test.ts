import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestDatabase } from "../../../test/support/engine.ts";
import type { Resource } from "../ports.ts";
import { indexResources } from "../template/resources.ts";
import type { Database } from "./database.ts";
import { createTables, TableMismatchError } from "./tables.ts";

let database: Database;
let client: DynamoDBClient;

beforeAll(async () => {
  database = await startTestDatabase({ databases: "shared", tuning: "quick" });
  const credentials = { accessKeyId: "millrace", secretAccessKey: "local" };
  client = new DynamoDBClient({ endpoint: database.endpoint, region: "us-east-1", credentials });
}, 60_000);
afterAll(async () => {
  client.destroy();
  await database.stop();
});

const indexKey = [{ AttributeName: "gsi1pk", KeyType: "HASH" }];
function aTable(indexes: readonly object[]) {
  const resource: Resource = {
    logicalId: "Table",
    stack: "data",
    type: "AWS::DynamoDB::GlobalTable",
    properties: {
      AttributeDefinitions: ["pk", "sk", "gsi1pk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      GlobalSecondaryIndexes: indexes,
      StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
      TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
      Replicas: [{ Region: "us-east-1" }],
    },
    metadata: {},
    ref: "dev",
    attributes: {},
  };
  return indexResources([resource]);
}
const gsi1 = { IndexName: "gsi1", KeySchema: indexKey, Projection: { ProjectionType: "KEYS_ONLY" } };

describe("createTables", () => {
  it("creates the template's table with its indexes, stream and expiry, and keeps it the next time", async () => {
    await createTables(aTable([gsi1]), database.endpoint);
    const item = { pk: { S: "a" }, sk: { S: "b" } };
    await client.send(new PutItemCommand({ TableName: "dev", Item: item }));
    await createTables(aTable([gsi1]), database.endpoint);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: "dev" }));
    expect(Table).toMatchObject({
      ItemCount: 1,
      GlobalSecondaryIndexes: [{ IndexName: "gsi1", Projection: { ProjectionType: "KEYS_ONLY" } }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    });
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: "dev" }));
    expect(TimeToLiveDescription).toMatchObject({ AttributeName: "ttl" });
  });

  it("refuses a kept table with other indexes", async () => {
    await createTables(aTable([gsi1]), database.endpoint);
    const gsi9 = { ...gsi1, IndexName: "gsi9" };
    await expect(createTables(aTable([gsi9]), database.endpoint)).rejects.toThrow(TableMismatchError);
  });
});
