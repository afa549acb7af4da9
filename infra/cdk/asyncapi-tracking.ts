import { type JsonSchema, sayInteroperably } from "@millrace/contracts/interoperable";
import { OrderConfirmed } from "@millrace/contracts/orders";
import {
  type ClientMessage,
  clientMessage,
  factMessage,
  gatewayMessage,
  pongMessage,
  problemMessage,
  type ServerMessage,
  subscribedMessage,
  unsubscribedMessage,
} from "@millrace/contracts/tracking";
import * as z from "zod";
import type { Message } from "./asyncapi-messages.ts";
import { openSchemaOf, referring } from "./asyncapi-schemas.ts";
import { type About, saidOf } from "./docstrings.ts";

const { orderId, orderNumber, total } = OrderConfirmed.example;
const at = "2026-11-23T09:30:00.000Z";

const clientExamples: readonly ClientMessage[] = [
  { action: "subscribe", orderId, after: 1 },
  { action: "subscribe", orders: "all" },
  { action: "unsubscribe", orderId },
  { action: "ping" },
];

const fact: ServerMessage = {
  ...{ type: "fact", orderId, sequence: 2, name: OrderConfirmed.name, version: OrderConfirmed.version, occurredAt: at },
  data: { orderNumber, total },
};

const problem: ServerMessage = {
  type: "problem",
  problem: { type: "about:blank", title: "Not found", status: 404, code: "order.not_found" },
  orderId,
};

/** API Gateway's own, which has no type. */
const gatewayExample = {
  message: "Internal server error",
  connectionId: "LyGBFcgTIAMCIHQ=",
  requestId: "LyGBFHb1oAMEb8A=",
};

/** What the socket sends, each by the name under which the contract's docstring tells of it, with an example. */
const sent: Readonly<Record<string, { readonly schema: z.ZodType; readonly example: ServerMessage }>> = {
  subscribedMessage: { schema: subscribedMessage, example: { type: "subscribed", orderId, sequence: 2 } },
  factMessage: { schema: factMessage, example: fact },
  unsubscribedMessage: { schema: unsubscribedMessage, example: { type: "unsubscribed", orderId } },
  pongMessage: { schema: pongMessage, example: { type: "pong", at } },
  problemMessage: { schema: problemMessage, example: problem },
};

function messageOf(title: string, summary: string, payload: JsonSchema, examples: readonly object[]): Message {
  return {
    name: title,
    title,
    summary,
    contentType: "application/json",
    payload,
    examples: examples.map((example) => ({ payload: example })),
  };
}

/** What a client sends to the socket, by the keys of the messages. */
export function trackingRequests(about: About): Readonly<Record<string, Message>> {
  const summary = saidOf(about, "clientMessage");
  // Closed, because the socket refuses what it does not know; without the name, which would make it a reference.
  const payload = referring(
    z.toJSONSchema(z.union(clientMessage.options), { io: "input", override: sayInteroperably }),
  );
  return { "tracking.client": messageOf("client", summary, payload, clientExamples) };
}

/** What the socket sends, by the keys of the messages. */
export function trackingAnswers(about: About): Readonly<Record<string, Message>> {
  const own = Object.entries(sent).map(([name, { schema, example }]) => [
    `tracking.${example.type}`,
    messageOf(example.type, saidOf(about, name), openSchemaOf(schema), [example]),
  ]);
  const said = saidOf(about, "gatewayMessage");
  return {
    ...Object.fromEntries(own),
    "tracking.gateway": messageOf("gateway", said, openSchemaOf(gatewayMessage), [gatewayExample]),
  };
}
