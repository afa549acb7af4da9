import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Table } from "@millrace/table/table";

/** Every item of a table, as DynamoDB holds it. */
export async function itemsOf({ client, table }: Table): Promise<readonly Record<string, AttributeValue>[]> {
  const items: Record<string, AttributeValue>[] = [];
  let position: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send("Scan", {
      TableName: table,
      ConsistentRead: true,
      ...(position && { ExclusiveStartKey: position }),
    });
    items.push(...(page.Items ?? []));
    position = page.LastEvaluatedKey;
  } while (position !== undefined);
  return items;
}

/** The first item of an entity, as plain values. */
export async function firstOf(table: Table, entity: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  return (await itemsOf(table)).map((item) => unmarshall(item)).find((item) => item["__edb_e__"] === entity);
}
