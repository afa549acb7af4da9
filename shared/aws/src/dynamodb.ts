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
/** Where the items are in what goes in or comes out of an operation: gives it with `each` item made into something else. */
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
const transaction = members({ TransactItems: listOf(action), Responses: listOf(single) });
const batchGet = members({ RequestItems: byName(single), Responses: byName(items), UnprocessedKeys: byName(single) });
const batchWrite = members({ RequestItems: byName(listOf(action)), UnprocessedItems: byName(listOf(action)) });

/** How ElectroDB hears of a transaction's cancellation from a client of the SDK's second version. */
type ErrorListener = (response: { readonly httpResponse: { readonly body: string } }) => void;

/**
 * DynamoDB for ElectroDB: it has the methods of the second SDK's `DocumentClient`, which ElectroDB takes, and `send` for
 * items in DynamoDB's own form (`{ S: "…" }`).
 */
export class DynamoDb extends Client<DynamoDbOperations> {
  readonly get = this.#document("GetItem", single);
  readonly put = this.#document("PutItem", single);
  readonly update = this.#document("UpdateItem", single);
  readonly delete = this.#document("DeleteItem", single);
  readonly query = this.#document("Query", single);
  readonly scan = this.#document("Scan", single);
  readonly batchGet = this.#document("BatchGetItem", batchGet);
  readonly batchWrite = this.#document("BatchWriteItem", batchWrite);
  readonly transactGet = this.#document("TransactGetItems", transaction);
  readonly transactWrite = this.#document("TransactWriteItems", transaction);

  constructor(patience: Patience, given?: Given) {
    super(service, patience, given);
  }

  /** Each transaction has a token, so that an attempt after a lost answer does not write twice. */
  override send<Name extends keyof DynamoDbOperations>(
    operation: Name,
    input: DynamoDbOperations[Name][0],
  ): Promise<DynamoDbOperations[Name][1]> {
    const token = operation === "TransactWriteItems" ? { ClientRequestToken: randomUUID() } : {};
    return super.send(operation, { ...token, ...input });
  }

  /** Of the values of an attribute that is a set. */
  createSet(values: Iterable<unknown>): Set<unknown> {
    return new Set(values);
  }

  #document(operation: keyof DynamoDbOperations, shape: Shape) {
    return (params: Any) => {
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
    };
  }
}
