import { randomUUID } from "node:crypto";
import type * as sdk from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { Client, type Given, type Service } from "./client.ts";
import type { Patience } from "./patience.ts";

type DynamoDbOperations = {
  readonly BatchGetItem: [sdk.BatchGetItemInput, sdk.BatchGetItemOutput];
  readonly BatchWriteItem: [sdk.BatchWriteItemInput, sdk.BatchWriteItemOutput];
  readonly DeleteItem: [sdk.DeleteItemInput, sdk.DeleteItemOutput];
  readonly GetItem: [sdk.GetItemInput, sdk.GetItemOutput];
  readonly PutItem: [sdk.PutItemInput, sdk.PutItemOutput];
  readonly Query: [sdk.QueryInput, sdk.QueryOutput];
  readonly Scan: [sdk.ScanInput, sdk.ScanOutput];
  readonly TransactGetItems: [sdk.TransactGetItemsInput, sdk.TransactGetItemsOutput];
  readonly TransactWriteItems: [sdk.TransactWriteItemsInput, sdk.TransactWriteItemsOutput];
  readonly UpdateItem: [sdk.UpdateItemInput, sdk.UpdateItemOutput];
};

const service: Service = {
  name: "DynamoDB",
  variable: "DYNAMODB",
  host: "dynamodb",
  requestOf: (operation) => ({
    headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": `DynamoDB_20120810.${operation}` },
  }),
};

// biome-ignore lint/suspicious/noExplicitAny: what ElectroDB and the marshaller themselves say of items.
type Any = any;
/** Where the items are in what goes into an operation or comes out: gives it with `each` item made anew. */
type Shape = (value: Any, each: (item: Any) => Any) => Any;

function item(value: Any, each: (item: Any) => Any): Any {
  return each(value);
}
function listOf(shape: Shape): Shape {
  return (values, each) => values.map((value: Any) => shape(value, each));
}
/** An object of which all members have one shape. */
function byName(shape: Shape): Shape {
  return (values, each) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shape(value, each)]));
}
/** An object of which these members hold items, where they are there. */
function members(shapes: Readonly<Record<string, Shape>>): Shape {
  return (values, each) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        value === undefined ? value : (shapes[name]?.(value, each) ?? value),
      ]),
    );
}

const items = listOf(item);
const single = members({
  ...{ Key: item, Item: item, Attributes: item, ExpressionAttributeValues: item },
  ...{ Keys: items, Items: items, ExclusiveStartKey: item, LastEvaluatedKey: item },
});
const action = byName(single);

/**
 * What to get of one table. ElectroDB passes a query's limit on to the batch that hydrates what the query found, where
 * there is none; the SDK leaves out what its model does not know.
 */
function got({ Limit: _, ...keys }: Any, each: (item: Any) => Any): Any {
  return single(keys, each);
}

const transaction = members({ TransactItems: listOf(action), Responses: listOf(single) });
const batchGet = members({ RequestItems: byName(got), Responses: byName(items), UnprocessedKeys: byName(single) });
const batchWrite = members({ RequestItems: byName(listOf(action)), UnprocessedItems: byName(listOf(action)) });

/** How ElectroDB hears of a transaction's cancellation from a client of the SDK's second version. */
type ErrorListener = (response: { readonly httpResponse: { readonly body: string } }) => void;

/**
 * DynamoDB for ElectroDB: it has the methods of the second SDK's `DocumentClient`, which ElectroDB takes, and `send` for
 * items in DynamoDB's own form (`{ S: "…" }`).
 */
export class DynamoDb extends Client<DynamoDbOperations> {
  readonly get = (params: Any) => this.document("GetItem", single, params);
  readonly put = (params: Any) => this.document("PutItem", single, params);
  readonly update = (params: Any) => this.document("UpdateItem", single, params);
  readonly delete = (params: Any) => this.document("DeleteItem", single, params);
  readonly query = (params: Any) => this.document("Query", single, params);
  readonly scan = (params: Any) => this.document("Scan", single, params);
  readonly batchGet = (params: Any) => this.document("BatchGetItem", batchGet, params);
  readonly batchWrite = (params: Any) => this.document("BatchWriteItem", batchWrite, params);
  readonly transactGet = (params: Any) => this.document("TransactGetItems", transaction, params);
  readonly transactWrite = (params: Any) => this.document("TransactWriteItems", transaction, params);

  constructor(patience: Patience, given?: Given) {
    super(service, patience, given);
  }

  /** Each transaction has a token, so that an attempt after a lost answer does not write twice. */
  override send<Name extends keyof DynamoDbOperations>(
    operation: Name,
    input: DynamoDbOperations[Name][0],
  ): Promise<DynamoDbOperations[Name][1]> {
    if (operation !== "TransactWriteItems") return super.send(operation, input);
    const { ClientRequestToken = randomUUID() } = input as sdk.TransactWriteItemsInput;
    return super.send(operation, { ...input, ClientRequestToken });
  }

  /** Of the values of an attribute that is a set. */
  createSet(values: Iterable<unknown>): Set<unknown> {
    return new Set(values);
  }

  /** An operation in plain values, as a request of the second SDK. */
  protected document(operation: keyof DynamoDbOperations, shape: Shape, params: Any) {
    const listeners: ErrorListener[] = [];
    return {
      on: (_: "extractError", listener: ErrorListener) => void listeners.push(listener),
      promise: async (): Promise<Any> => {
        try {
          const output = await this.send(
            operation,
            shape(params, (plain) => marshall(plain)),
          );
          return shape(output, (stored) => unmarshall(stored));
        } catch (error) {
          const { CancellationReasons } = error as { readonly CancellationReasons?: unknown };
          for (const listen of listeners) listen({ httpResponse: { body: JSON.stringify({ CancellationReasons }) } });
          throw error;
        }
      },
    };
  }
}
