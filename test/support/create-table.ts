import { randomUUID } from "node:crypto";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDb } from "@millrace/aws/dynamodb";
import { type Table, tableKeys } from "@millrace/table/table";

function attribute(AttributeName: string) {
  return { AttributeName, AttributeType: "S" as const };
}
function keySchema(partition: string, sort: string) {
  return [
    { AttributeName: partition, KeyType: "HASH" as const },
    { AttributeName: sort, KeyType: "RANGE" as const },
  ];
}

/** That of a function that somebody waits for, but with time for a machine that has much to do. */
const patience = { attempts: 5, firstMilliseconds: 20, answerMilliseconds: 30_000 };

/** An empty table with every index at a running engine, which nobody else uses. */
export async function createTable(endpoint: string): Promise<Table> {
  const place = {
    endpoint,
    region: "us-east-1",
    // DynamoDB Local keeps a private database per access key id, which must be letters and digits.
    credentials: { accessKeyId: randomUUID().replaceAll("-", ""), secretAccessKey: "local" },
  };
  const sdk = new DynamoDBClient(place);
  // dynoxide keeps one database for all.
  const table = `millrace-${randomUUID()}`;
  const { partition, sort, indexes } = tableKeys;
  const names = Object.keys(indexes);
  await sdk.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [partition, sort, ...names.flatMap((name) => [`${name}pk`, `${name}sk`])].map(attribute),
      KeySchema: keySchema(partition, sort),
      GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, ProjectionType]) => ({
        IndexName,
        KeySchema: keySchema(`${IndexName}pk`, `${IndexName}sk`),
        Projection: { ProjectionType },
      })),
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
  sdk.destroy();
  return { client: new DynamoDb(patience, place), table };
}
