import type { AnsweredCall } from "../support/sdk-calls.ts";

/** One stage of an order's life, with the DynamoDB requests it took. */
export type Step = { readonly name: string; readonly calls: readonly AnsweredCall[] };

/** The stages in their order, each by the function that makes it. */
const functionsByStep = {
  contact: "customers-api",
  cart: "carts-api",
  checkout: "orders-checkout",
  pay: "payments-events",
  confirm: "orders-events",
  mail: "notifications-events",
} as const;

const reads = ["GetItem", "BatchGetItem", "Query"];
const writes = ["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"];
const operations = new Set([...reads, ...writes]);

/** Whether an operation is one of DynamoDB's that functions use. */
export function isOfDynamoDb(operation: string): boolean {
  return operations.has(operation);
}

/** What a function asks of DynamoDB; the scan that plays the stream in process is nobody's. */
export function isDynamoDbCall({ operation, functionName }: AnsweredCall): boolean {
  return functionName !== undefined && isOfDynamoDb(operation);
}

/** The stages of an order in their order. */
export function stepsOf(calls: readonly AnsweredCall[]): readonly Step[] {
  return Object.entries(functionsByStep).map(([name, functionName]) => ({
    name,
    calls: calls.filter((call) => call.functionName === functionName && isDynamoDbCall(call)),
  }));
}
