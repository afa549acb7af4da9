import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { LocalReady } from "../../cli/src/ready.ts";
import { awsSettings } from "../../cli/src/sign-in.ts";

/** An item as DynamoDB holds it, in plain values. */
export type Stored = Readonly<Record<string, unknown>>;

/** Every item of the stack's table, as an operator sees it. */
export async function storedItems(ready: LocalReady): Promise<readonly Stored[]> {
  const client = new DynamoDBClient(awsSettings(ready));
  const items: Stored[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: ready.tableName, ConsistentRead: true })) {
    for (const item of Items) items.push(unmarshall(item));
  }
  return items;
}

/** The names of the facts that a service wrote down about an order, in the order of their aggregates' sequences. */
export async function factsAbout(ready: LocalReady, service: string, orderId: string): Promise<readonly unknown[]> {
  const entries = (await storedItems(ready)).filter(
    ({ pk, __edb_e__: entity, data }) =>
      entity === "journal" &&
      String(pk).startsWith(`$${service}#`) &&
      (data as { readonly orderId?: string }).orderId === orderId,
  );
  return entries.sort((a, b) => Number(a["sequence"]) - Number(b["sequence"])).map(({ type }) => type);
}
