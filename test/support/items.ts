import { type AttributeValue, ScanCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Table } from "@millrace/table/table";

/** Every item of a small table, as DynamoDB holds it. */
export async function itemsOf({ client, table }: Table): Promise<readonly Record<string, AttributeValue>[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
  return Items;
}

/** The first item of an entity, as plain values. */
export async function firstOf(table: Table, entity: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  return (await itemsOf(table)).map((item) => unmarshall(item)).find((item) => item["__edb_e__"] === entity);
}
