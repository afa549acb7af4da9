import {
  type AttributeDefinition,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type GlobalSecondaryIndex,
  type KeySchemaElement,
  ResourceNotFoundException,
  type StreamSpecification,
  type TableDescription,
  type TimeToLiveSpecification,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import type { Part, Resource, Resources, Service } from "../ports.ts";
import { createDynamoDbProxy, type DynamoDbProxy } from "./dynamodb-proxy.ts";

export const dynamoDb = {
  source: "DynamoDB Local is Amazon's own",
  types: {
    "AWS::DynamoDB::GlobalTable": {
      model: "endpoint/tables.ts",
      supports: [
        ...["TableName", "AttributeDefinitions", "KeySchema", "BillingMode", "TimeToLiveSpecification"],
        ...["IndexName", "KeySchema", "Projection"].map((name) => `GlobalSecondaryIndexes.${name}`),
        "StreamSpecification.StreamViewType",
        // Without effect: DynamoDB Local has one region, and no backups and no protection.
        ...["Replicas.Region", "Replicas.GlobalSecondaryIndexes.IndexName"],
        ...["Replicas.PointInTimeRecoverySpecification", "Replicas.DeletionProtectionEnabled"],
      ],
    },
  },
  create: ({ resources, endpoint }: { resources: Resources; endpoint: string }): DynamoDbProxy & Part => ({
    ...createDynamoDbProxy(endpoint),
    apis: [],
    start: () => createTables(resources, endpoint),
  }),
} satisfies Service;

/** The kept state belongs to another version of the table. */
export class TableMismatchError extends Error {
  override readonly name = "TableMismatchError";
}

type TableProperties = {
  readonly AttributeDefinitions: AttributeDefinition[];
  readonly KeySchema: KeySchemaElement[];
  readonly GlobalSecondaryIndexes?: GlobalSecondaryIndex[];
  readonly StreamSpecification?: Pick<StreamSpecification, "StreamViewType">;
  readonly TimeToLiveSpecification?: TimeToLiveSpecification;
};

/**
 * Creates the tables of the template in the database; one that is there already is kept.
 *
 * @throws TableMismatchError when a kept table has other keys or indexes than the template.
 */
export async function createTables(resources: Resources, endpoint: string): Promise<void> {
  const client = new DynamoDBClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "millrace", secretAccessKey: "local" },
  });
  try {
    for (const resource of resources.ofType("AWS::DynamoDB::GlobalTable")) await createTable(client, resource);
  } finally {
    client.destroy();
  }
}

async function createTable(client: DynamoDBClient, resource: Resource): Promise<void> {
  const properties = resource.properties as TableProperties;
  const kept = await describe(client, resource.ref);
  if (kept !== undefined) {
    if (shape(kept) !== shape(properties)) {
      throw new TableMismatchError(
        `The kept table ${resource.ref} has other keys or indexes than the template. Remove the data folder, or name another one with --data.`,
      );
    }
    return;
  }
  await client.send(
    new CreateTableCommand({
      TableName: resource.ref,
      AttributeDefinitions: properties.AttributeDefinitions,
      KeySchema: properties.KeySchema,
      ...(properties.GlobalSecondaryIndexes && { GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes }),
      ...(properties.StreamSpecification && {
        StreamSpecification: { ...properties.StreamSpecification, StreamEnabled: true },
      }),
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  const { TimeToLiveSpecification } = properties;
  if (TimeToLiveSpecification?.Enabled) {
    await client.send(new UpdateTimeToLiveCommand({ TableName: resource.ref, TimeToLiveSpecification }));
  }
}

async function describe(client: DynamoDBClient, name: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

type Index = Partial<Pick<GlobalSecondaryIndex, "IndexName" | "KeySchema" | "Projection">>;
type Shape = {
  readonly KeySchema?: KeySchemaElement[] | undefined;
  readonly GlobalSecondaryIndexes?: readonly Index[] | undefined;
};

/** Keys and indexes as comparable text. */
function shape(table: Shape): string {
  const keys = (schema: KeySchemaElement[] = []) =>
    schema.map(({ AttributeName, KeyType }) => `${KeyType}:${AttributeName}`).sort();
  const indexes = (table.GlobalSecondaryIndexes ?? []).map((index) =>
    [index.IndexName, ...keys(index.KeySchema), index.Projection?.ProjectionType].join(" "),
  );
  return JSON.stringify([keys(table.KeySchema), indexes.sort()]);
}
