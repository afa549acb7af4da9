import { describe, expect, it } from "vitest";
import { aTable, resourcesOf, tableArn } from "./fixture.ts";
import { createTableActions } from "./table-actions.ts";

const actionsOf = createTableActions(resourcesOf(aTable));
const TableName = "dev-table";
const Key = { pk: { S: "$orders#id_1" }, sk: { S: "$order_1" } };

/** `action resource: keys` of each decision, the table's ARN cut off. */
function told(operation: string, input: Readonly<Record<string, unknown>>): readonly string[] {
  return actionsOf(operation, input).map(({ action, resource, context }) => {
    const keys = (context["dynamodb:leadingkeys"] as readonly string[] | undefined)?.join(",") ?? "none";
    return `${action} ${resource.replace(tableArn, "table")}: ${keys}`;
  });
}

// DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control" (dynamodb:LeadingKeys)
describe("dynamodb:LeadingKeys", () => {
  it.each([
    ["GetItem", { TableName, Key }, ["dynamodb:GetItem table: $orders#id_1"]],
    ["UpdateItem", { TableName, Key }, ["dynamodb:UpdateItem table: $orders#id_1"]],
    ["DeleteItem", { TableName, Key }, ["dynamodb:DeleteItem table: $orders#id_1"]],
    ["PutItem", { TableName, Item: { ...Key, total: { N: "1" } } }, ["dynamodb:PutItem table: $orders#id_1"]],
    ["GetItem", { TableName: tableArn, Key }, ["dynamodb:GetItem table: $orders#id_1"]],
    ["Scan", { TableName }, ["dynamodb:Scan table: none"]],
    ["DescribeTable", { TableName }, ["dynamodb:DescribeTable table: none"]],
    ["DescribeStream", { StreamArn: `${tableArn}/stream/1` }, ["dynamodb:DescribeStream table/stream/1: none"]],
  ])("of %s is the partition key of the item", (operation, input, expected) => {
    expect(told(operation, input)).toEqual(expected);
  });

  it("of a query is the value its key condition gives the table's partition key", () => {
    const query = {
      TableName,
      KeyConditionExpression: "#pk = :pk and begins_with(#sk1, :sk1)",
      ExpressionAttributeNames: { "#pk": "pk", "#sk1": "sk" },
      ExpressionAttributeValues: { ":pk": { S: "$orders#id_1" }, ":sk1": { S: "$journal" } },
    };
    expect(told("Query", query)).toEqual(["dynamodb:Query table: $orders#id_1"]);
  });

  it("of a query on an index is the value of the index's partition key", () => {
    const query = {
      TableName,
      IndexName: "gsi1",
      KeyConditionExpression: "gsi1sk > :from AND gsi1pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: "$orders#owner_1" }, ":from": { S: "a" } },
    };
    expect(told("Query", query)).toEqual(["dynamodb:Query table/index/gsi1: $orders#owner_1"]);
  });

  it("is absent from a query whose key condition names no partition key", () => {
    const query = { TableName, KeyConditionExpression: "sk = :sk", ExpressionAttributeValues: { ":sk": { S: "a" } } };
    expect(told("Query", query)).toEqual(["dynamodb:Query table: none"]);
  });

  it("of a batch are the partition keys of all its items, each once", () => {
    const other = { pk: { S: "$carts#id_2" }, sk: { S: "$cart_1" } };
    expect(told("BatchGetItem", { RequestItems: { [TableName]: { Keys: [Key, Key, other] } } })).toEqual([
      "dynamodb:BatchGetItem table: $orders#id_1,$carts#id_2",
    ]);
  });
});

// DynamoDB Developer Guide, "Using IAM with DynamoDB transactions": the underlying actions govern
describe("transactions", () => {
  it("are judged action by action, each with its own leading key", () => {
    const write = {
      TransactItems: [
        { Put: { TableName, Item: Key } },
        { Update: { TableName, Key: { pk: { S: "$inventory#sku_1" } } } },
        { Delete: { TableName, Key } },
        { ConditionCheck: { TableName, Key: { pk: { S: "$carts#id_1" } } } },
      ],
    };
    expect(told("TransactWriteItems", write)).toEqual([
      "dynamodb:PutItem table: $orders#id_1",
      "dynamodb:UpdateItem table: $inventory#sku_1",
      "dynamodb:DeleteItem table: $orders#id_1",
      "dynamodb:ConditionCheckItem table: $carts#id_1",
    ]);
  });
});
