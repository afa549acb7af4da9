import type { Resource, Resources } from "../ports.ts";
import type { RequestContext } from "./conditions.ts";

/** One decision IAM has to make: an action on a resource, with what is known of the request. */
export type Request = { readonly action: string; readonly resource: string; readonly context: RequestContext };

type Input = Readonly<Record<string, unknown>>;
type TypedItem = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type Table = { readonly arn: string; readonly partitionKey: string; readonly indexes: ReadonlyMap<string, string> };

export type TableActions = (operation: string, input: Input) => readonly Request[];

/**
 * Turns DynamoDB calls into the decisions IAM makes for them, with `dynamodb:LeadingKeys`: the partition key values of
 * every item touched, for a query on an index those of the index. Inside a transaction each action is judged by itself.
 * An operation that no function has a reason to call is judged without keys, which no wall lets through.
 * Sources: DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control" and "Using IAM with
 * DynamoDB transactions".
 */
export function createTableActions(resources: Resources): TableActions {
  const tables = new Map<string, Table>();
  for (const resource of resources.ofType("AWS::DynamoDB::GlobalTable")) {
    const table = tableOf(resource);
    tables.set(resource.ref, table).set(table.arn, table);
  }
  const tableNamed = (name: unknown): Table =>
    tables.get(String(name)) ?? { arn: String(name), partitionKey: "", indexes: new Map() };

  return (operation, input) => {
    switch (operation) {
      case "GetItem":
      case "UpdateItem":
      case "DeleteItem":
      case "PutItem":
        return [itemRequest(operation, tableNamed(input.TableName), input)];
      case "Query":
        return [queryRequest(tableNamed(input.TableName), input)];
      case "BatchGetItem":
        return Object.entries((input.RequestItems ?? {}) as Input).map(([name, part]) =>
          batchRequest(tableNamed(name), (part as { Keys: readonly TypedItem[] }).Keys),
        );
      case "TransactWriteItems":
        return ((input.TransactItems ?? []) as readonly Input[]).flatMap((inner) =>
          Object.entries(inner).map(([kind, part]) => {
            const request = part as Input;
            return itemRequest(innerActions[kind] ?? kind, tableNamed(request.TableName), request);
          }),
        );
      default:
        return [
          request(
            operation,
            String(input.StreamArn ?? (input.TableName === undefined ? "*" : tableNamed(input.TableName).arn)),
            [],
          ),
        ];
    }
  };
}

const innerActions: Readonly<Record<string, string>> = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
};

function tableOf({ attributes, ref, properties }: Resource): Table {
  const indexes = (properties.GlobalSecondaryIndexes ?? []) as readonly { IndexName: string; KeySchema: unknown }[];
  return {
    arn: attributes.Arn ?? ref,
    partitionKey: partitionKeyOf(properties.KeySchema),
    indexes: new Map(indexes.map(({ IndexName, KeySchema }) => [IndexName, partitionKeyOf(KeySchema)])),
  };
}

function partitionKeyOf(schema: unknown): string {
  const keys = schema as readonly { AttributeName: string; KeyType: string }[];
  return keys.find(({ KeyType }) => KeyType === "HASH")?.AttributeName ?? "";
}

function request(action: string, resource: string, leadingKeys: readonly (string | undefined)[]): Request {
  const keys = leadingKeys.filter((key) => key !== undefined);
  const context: RequestContext = {
    "aws:securetransport": "true",
    "dynamodb:leadingkeys": keys.length === 0 ? undefined : keys,
  };
  return { action: `dynamodb:${action}`, resource, context };
}

function itemRequest(action: string, table: Table, { Key, Item }: Input): Request {
  return request(action, table.arn, [leadingKey(table, (Key ?? Item) as TypedItem | undefined)]);
}

function batchRequest(table: Table, keys: readonly TypedItem[]): Request {
  return request("BatchGetItem", table.arn, [...new Set(keys.map((key) => leadingKey(table, key)))]);
}

function queryRequest(table: Table, input: Input): Request {
  const { IndexName } = input;
  const arn = IndexName === undefined ? table.arn : `${table.arn}/index/${String(IndexName)}`;
  const partitionKey = IndexName === undefined ? table.partitionKey : table.indexes.get(String(IndexName));
  return request("Query", arn, [queriedKey(partitionKey ?? "", input)]);
}

/** The value the query's key condition gives the partition key: `#name = :value` or `name = :value`. */
function queriedKey(partitionKey: string, input: Input): string | undefined {
  const names = (input.ExpressionAttributeNames ?? {}) as Readonly<Record<string, string>>;
  const values = (input.ExpressionAttributeValues ?? {}) as TypedItem;
  for (const [, name = "", value = ""] of String(input.KeyConditionExpression ?? "").matchAll(
    /(#?[\w.-]+)\s*=\s*(:\w+)/g,
  )) {
    if ((names[name] ?? name) === partitionKey) return scalarOf(values[value]);
  }
  return undefined;
}

function leadingKey(table: Table, item: TypedItem | undefined): string | undefined {
  return scalarOf(item?.[table.partitionKey]);
}

function scalarOf(value: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const scalar = value?.S ?? value?.N ?? value?.B;
  return scalar === undefined ? undefined : String(scalar);
}
