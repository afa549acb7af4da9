import { type AttributeValue, ScanCommand } from "@aws-sdk/client-dynamodb";
import type { Table } from "@millrace/table/table";

/** Every item of a small table, as DynamoDB holds it. */
export const itemsOf = async ({ client, table }: Table): Promise<readonly Record<string, AttributeValue>[]> => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
  return Items;
};
