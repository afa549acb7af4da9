import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { idOf } from "@millrace/kernel/ids";
import type { Table } from "@millrace/table/table";
import { keyOf, modelsIn } from "./dynamoose/models.ts";
import { orderBody, placeOrder } from "./millrace/order.ts";
import { createShop } from "./millrace/shop.ts";

/** The names of the requests that were sent, oldest first. */
type Requests = string[];

function noteIn(requests: Requests, command: unknown): void {
  requests.push(String(command).replace(/Command$/, ""));
}

/** The SDK's client for a table's database, which notes what it sends. */
export async function sdkOf({ client: { config } }: Table, endpoint: string) {
  const requests: Requests = [];
  const client = new DynamoDB({ endpoint, region: "us-east-1", credentials: await config.credentials() });
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        noteIn(requests, commandName);
        return next(args);
      },
    { step: "build" },
  );
  return { client, requests };
}

/** What a table's own client sends from now on. */
export function requestsOf({ client: { middlewareStack } }: Table): Requests {
  const requests: Requests = [];
  middlewareStack.add((next, { commandName }) => (asked) => {
    noteIn(requests, commandName);
    return next(asked);
  });
  return requests;
}

/** Both ways of keeping orders, on one table of one DynamoDB, with the requests that each has sent. */
export async function bothAt(table: Table, endpoint: string) {
  const { client, requests } = await sdkOf(table, endpoint);
  return {
    ...modelsIn(client, table.table),
    shop: createShop(table),
    client,
    table,
    requests: { dynamoose: requests, millrace: requestsOf(table) },
  };
}

export const at = new Date("2026-11-28T09:00:00.000Z");
export const buyerId = "gst_01kaq3v8e0m4t6w8y0a2c4e6g8";

/** What a buyer sends for an order. */
export const body = {
  email: "Ada@Example.com",
  lines: [
    { sku: "TEE-BLUE-M", quantity: 2, price: 1_990 },
    { sku: "MUG", quantity: 1, price: 1_250 },
  ],
};

/** The id of the n-th order. */
export function orderIdOf(number: number): string {
  return idOf("order", new Date(at.getTime() + number), new Uint8Array(10));
}

/** The n-th order as a caller hands it to Dynamoose's model. */
export function dynamooseOrder(number: number) {
  const orderId = orderIdOf(number);
  const buyer = keyOf("buyer", buyerId);
  const keys = { ...keyOf("order", orderId), gsi1pk: buyer.pk, gsi1sk: orderId };
  return { ...keys, ...body, orderId, buyer, status: "placed" as const };
}

/** The n-th order as it is placed here. */
export function millraceOrder(number: number) {
  return placeOrder(orderBody.parse(body), { orderId: orderIdOf(number), buyerId, at });
}
