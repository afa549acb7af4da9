import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { idOf } from "@millrace/kernel/ids";
import type { Table } from "@millrace/table/table";
import { keyOf, modelsIn } from "./dynamoose/models.ts";
import { orderBody, placeOrder } from "./millrace/order.ts";
import { createShop } from "./millrace/shop.ts";

/** Both ways of keeping orders, on one table of one DynamoDB, with the names of the requests that each has sent. */
export async function bothAt(table: Table, endpoint: string) {
  const client = new DynamoDB({ endpoint, region: "us-east-1", credentials: await table.client.config.credentials() });
  const requests = { dynamoose: [] as string[], millrace: [] as string[] };
  client.middlewareStack.add(
    (next, context) => (args) => {
      requests.dynamoose.push(String(context["commandName"]).replace(/Command$/, ""));
      return next(args);
    },
    { step: "build" },
  );
  table.client.middlewareStack.add((next, { commandName }) => (asked) => {
    requests.millrace.push(commandName.replace(/Command$/, ""));
    return next(asked);
  });
  return { ...modelsIn(client, table.table), shop: createShop(table), client, table, requests };
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
