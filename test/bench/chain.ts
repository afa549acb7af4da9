import { defineRoute, ok } from "@millrace/contracts/define-route";
import { httpHandler, serve } from "@millrace/lambda/http";
import type { APIGatewayProxyEvent, Context } from "aws-lambda";
import * as z from "zod";
import type { Measure } from "./measurements.ts";
import { percentile } from "./report.ts";

/** The JIT has seen everything by then. */
const warmUps = 2_000;
const requests = 2_000;

const line = z.strictObject({ sku: z.string().min(1).max(64), quantity: z.int().min(1).max(999) });

/** A route with all that a route can ask of the chain, which does nothing itself. */
const idle = defineRoute(
  "POST /v1/carts/{cartId}/idle",
  {
    summary: "Do nothing.",
    rule: "guestOrCustomer",
    body: z.strictObject({ currency: z.string().length(3), lines: z.array(line).max(40) }),
    answers: { 200: z.strictObject({ lines: z.array(line) }) },
  },
  async ({ body }) => ok({ lines: body.lines }),
);

const cartId = "crt_01kaq3v8e0m4t6w8y0a2c4e6g8";

/** What the gateway hands over, as far as the chain reads it. */
function eventOf(number: number): APIGatewayProxyEvent {
  return {
    httpMethod: "POST",
    resource: "/v1/carts/{cartId}/idle",
    path: `/v1/carts/${cartId}/idle`,
    pathParameters: { cartId },
    queryStringParameters: null,
    headers: {
      "Content-Type": "application/json",
      "Idempotency-Key": `key-${number}`,
      Host: "api.example.com",
      "X-Amzn-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793",
      "X-Forwarded-For": "203.0.113.7",
    },
    body: JSON.stringify({
      currency: "EUR",
      lines: [
        { sku: "TEE-BLUE-M", quantity: 1 },
        { sku: "SWEATER-L", quantity: 2 },
      ],
    }),
    isBase64Encoded: false,
    requestContext: {
      requestId: `request-${number}`,
      authorizer: { kind: "guest", ownerId: "gst_01kaq3v8e0m4t6w8y0a2c4e6g8", groups: "" },
    },
  } as unknown as APIGatewayProxyEvent;
}

const context = {
  functionName: "bench",
  awsRequestId: "request",
  memoryLimitInMB: "256",
  getRemainingTimeInMillis: () => 30_000,
} as unknown as Context;

export const measure: Measure = async () => {
  const handler = httpHandler(serve({ idle }, { now: () => new Date() }));
  const call = async (number: number): Promise<number> => {
    const event = eventOf(number);
    const before = process.cpuUsage();
    const { statusCode, body } = await handler(event, context);
    const { user, system } = process.cpuUsage(before);
    if (statusCode !== 200) throw new Error(`The idle route answered ${statusCode}: ${body}`);
    return (user + system) / 1_000;
  };
  for (let number = 0; number < warmUps; number += 1) await call(number);
  const milliseconds: number[] = [];
  for (let number = 0; number < requests; number += 1) milliseconds.push(await call(number));
  const note = "parse, route, authorize, log, trace";
  return [
    {
      what: "CPU of a warm request, p50",
      value: percentile(milliseconds, 50),
      unit: "ms",
      budget: { atMost: 1 },
      note,
    },
    { what: "CPU of a warm request, p95", value: percentile(milliseconds, 95), unit: "ms" },
  ];
};
