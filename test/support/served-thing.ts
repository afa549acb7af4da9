import { type Answer, defineRoute, ok, type Route, type WrittenAnswer } from "@millrace/contracts/define-route";
import type { Now } from "@millrace/kernel/clock";
import { httpHandler, serve } from "@millrace/lambda/http";
import * as z from "zod";
import { type ApiCall, apiEvent } from "./api-event.ts";
import { lambdaContext } from "./lambda-context.ts";

/** When every request arrives. */
const arrivedAt = new Date("2026-11-23T09:30:00.000Z");

export const orderId = "ord_01kaq3v8e0m4t6w8y0a2c4e6g8";
const thing = z.strictObject({ name: z.string(), count: z.int().min(0) });

// biome-ignore lint/suspicious/noExplicitAny: what a handler gets is looked into as JSON would be.
type Seen = any;
export type Handle = (request: Seen) => Promise<Answer | WrittenAnswer>;
export type Ports = { readonly now: Now; readonly handle: Handle };

const path = "/v1/orders/{orderId}/things";
const declaration = {
  summary: "Makes a thing.",
  rule: "public",
  body: thing,
  answers: { 200: thing, 201: thing },
  paged: true,
} as const;

/** A route that takes and gives one of everything, with what a test wants otherwise. */
export function thingRoute(change: Partial<Route<Ports>> = {}): Route<Ports> {
  return {
    ...(defineRoute(`POST ${path}`, declaration, (request, { handle }: Ports) => handle(request)) as Route<Ports>),
    ...change,
  };
}

/** What the gateway would send to the route, with what a test wants otherwise. */
export function thingEvent(call: ApiCall = {}) {
  return apiEvent({
    method: "POST",
    resource: path,
    params: { orderId },
    body: { name: "a", count: 1 },
    ...call,
  });
}

export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
};

/** The route behind the whole HTTP chain, and what its handler saw. */
export function servedThing(handle: Handle = async ({ body }) => ok(body), change: Partial<Route<Ports>> = {}) {
  const seen: Seen[] = [];
  const noting: Handle = (request) => {
    seen.push(request);
    return handle(request);
  };
  const handler = httpHandler(serve({ makeThing: thingRoute(change) }, { now: () => arrivedAt, handle: noting }));
  const call = async (given: ApiCall = {}): Promise<Reply> => {
    const { statusCode, headers = {}, body } = await handler(thingEvent(given), lambdaContext("dev-orders-api"));
    return { status: statusCode, headers, text: body };
  };
  return { call, seen };
}

/** The problem document of a refused call. */
export function problemIn({ text }: Reply) {
  return JSON.parse(text);
}
