import { createHash } from "node:crypto";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import middy from "@middy/core";
import type { OriginRule } from "@millrace/contracts/cors";
import { createHandler } from "@millrace/contracts/create-handler";
import type { Answer, Once, Origin, Request, Route, WrittenAnswer } from "@millrace/contracts/define-route";
import { actorOf, type Caller, mayCall } from "@millrace/kernel/caller";
import { Refusal } from "@millrace/kernel/errors";
import { lazy } from "@millrace/kernel/lazy";
import { outageOf } from "@millrace/kernel/outage";
import { Busy, Forbidden, RouteNotFound, Unauthenticated } from "@millrace/kernel/refusals";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { callerOf } from "./caller.ts";
import type { ChainPorts } from "./chain-ports.ts";
import { corsHeaders } from "./cors.ts";
import { annotate, currentTraceHeader, logger, traceparentOf, tracer } from "./observability.ts";
import { problemOf } from "./problem.ts";
import { headerOf, type ParsedRequest, parseRequest } from "./request.ts";
import { validated } from "./validators.ts";

/** A route made from its service's ports: what a function serves. */
export type ServedRoute = {
  readonly name: string;
  readonly route: Route;
  readonly handle: (request: never) => ReturnType<Route["handle"]>;
  readonly ports: ChainPorts;
};

/** The routes of a function by method and path (`GET /v1/carts/{cartId}`), each made once, when it is first called. */
export type ServedRoutes = ReadonlyMap<string, () => Promise<ServedRoute>>;

/** Where a route is, and how to get it. */
type AwaitedRoute<Ports> = { readonly target: string; readonly load: () => Promise<Route<Ports>> };

/**
 * Makes the routes of a function from their service's ports, each with the doors that it declares, when they are first
 * called: a start pays for no schema, no store and no door. The functions' entry files, derived from the manifests, call
 * it.
 */
export function serveWhenCalled<Ports extends ChainPorts>(
  routes: Readonly<Record<string, AwaitedRoute<Ports>>>,
  loadPorts: () => Promise<Ports>,
): ServedRoutes {
  const served = Object.entries(routes).map(([name, { target, load }]) => {
    const make = lazy(async (): Promise<ServedRoute> => {
      const [route, ports] = await Promise.all([load(), loadPorts()]);
      return { name, route, handle: createHandler(route, ports), ports };
    });
    return [target, make] as const;
  });
  return new Map(served);
}

/** Serves routes that are there already: `serveWhenCalled`. */
export function serve<Ports extends ChainPorts>(
  routes: Readonly<Record<string, Route<Ports>>>,
  ports: Ports,
): ServedRoutes {
  const there = Object.entries(routes).map(([name, route]) => {
    return [name, { target: `${route.method} ${route.path}`, load: async () => route }] as const;
  });
  return serveWhenCalled(Object.fromEntries(there), async () => ports);
}

/**
 * Handles a request once. A request that was sent before finds its own work: the cart closed, the version gone on. So the
 * record of its key is asked before a refusal is told, and the first answer given again.
 */
async function handleOnce({ handle, ports }: ServedRoute, request: Request) {
  try {
    return await handle(request as never);
  } catch (error) {
    if (!(error instanceof Refusal) || request.once === undefined) throw error;
    const first = await ports.replay?.(request.once, request.at);
    if (first === undefined) throw error;
    return first;
  }
}

function writtenAnswer(route: Route, { status, body, headers }: Answer): WrittenAnswer {
  const schema = route.answers[status];
  if (schema === undefined) throw new Error(`${route.method} ${route.path} does not declare status ${status}.`);
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(schema.parse(body)),
  };
}

function isWritten(answer: Answer | WrittenAnswer): answer is WrittenAnswer {
  return typeof answer.body === "string";
}

function onceOf(
  name: string,
  route: Route,
  caller: Caller,
  key: string | undefined,
  request: ParsedRequest,
): Once | undefined {
  if (key === undefined) return undefined;
  const digest = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("base64url");
  return {
    // Hashed, because the caller chose the key and the store's keys know delimiters.
    scope: digest([actorOf(caller), name, key]),
    hash: digest([request.params, request.query, request.body, request.ifMatch]),
    write: (answer) => writtenAnswer(route, answer),
  };
}

/** The caller may name its own correlation id; it is taken only when it is a plain word. */
function correlationIdOf(event: APIGatewayProxyEvent): string {
  const given = headerOf(event, "x-correlation-id");
  return given !== undefined && /^[\w.-]{8,64}$/.test(given) ? given : event.requestContext.requestId;
}

function originOf(event: APIGatewayProxyEvent, caller: Caller): Origin {
  const traceHeader = currentTraceHeader();
  const traceparent = traceHeader && traceparentOf(traceHeader);
  return {
    actor: actorOf(caller),
    correlationId: correlationIdOf(event),
    causationId: event.requestContext.requestId,
    causationDepth: 0,
    ...(traceHeader ? { traceHeader } : {}),
    ...(traceparent ? { traceparent } : {}),
  };
}

/** The ids by which an operator finds this call. */
function storyIdsOf(values: unknown): Readonly<Record<string, string>> {
  const orderId = typeof values === "object" && values !== null && "orderId" in values ? values.orderId : undefined;
  return typeof orderId === "string" ? { orderId } : {};
}

/** Writes any answer out as the gateway takes it; of the request it needs whose it is and from which page it came. */
type Respond = (answer: WrittenAnswer, event: APIGatewayProxyEvent) => APIGatewayProxyResult;

function createRespond(origins: readonly OriginRule[]): Respond {
  return ({ status, headers, body }, event) => ({
    statusCode: status,
    headers: {
      "cache-control": "no-store",
      ...headers,
      ...corsHeaders(origins, headerOf(event, "origin")),
      "x-request-id": event.requestContext.requestId,
    },
    body,
  });
}

async function answer(served: ServedRoute, event: APIGatewayProxyEvent): Promise<WrittenAnswer> {
  const { name, route } = served;
  const caller = callerOf(event);
  if (route.rule !== "public" && caller.kind === "anonymous") throw Unauthenticated();
  if (!mayCall(route.rule, caller)) throw Forbidden();
  const request = parseRequest(route, event);
  const origin = originOf(event, caller);
  annotate({ correlationId: origin.correlationId, ...storyIdsOf(request.params) });
  const once = onceOf(name, route, caller, request.idempotencyKey, request);
  const at = served.ports.now();
  const result = await handleOnce(served, { ...request, caller, once, at, origin } as Request);
  const written = isWritten(result) ? result : writtenAnswer(route, result);
  if (!isWritten(result)) annotate(storyIdsOf(result.body));
  else if (route.method !== "GET") annotate(storyIdsOf(JSON.parse(result.body)));
  return validated(route, headerOf(event, "if-none-match"), written);
}

/** Used first, so that its onError runs last: by then logger and tracer have seen the failure. */
function answerFailures(respond: Respond): middy.MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult> {
  return {
    onError: (request) => {
      logger.error("Request failed.", { error: request.error });
      request.response = respond(problemOf(request.error), request.event);
    },
  };
}

/**
 * The HTTP chain: the only place where a failure becomes an answer. It never throws. Pages of the named origins may read
 * what it answers.
 */
export function httpHandler(routes: ServedRoutes, origins: readonly OriginRule[] = []) {
  const respond = createRespond(origins);
  const find = (method: string, resource: string): Promise<ServedRoute> => {
    const made = routes.get(`${method} ${resource}`);
    if (made === undefined) throw RouteNotFound();
    return made();
  };
  return middy(async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    try {
      return respond(await answer(await find(event.httpMethod, event.resource), event), event);
    } catch (error) {
      // A refusal is an answer: thrown on, the tracer would mark the trace as our fault.
      if (error instanceof Refusal) {
        logger.info("Request refused.", { code: error.declaration.code });
        return respond(problemOf(error), event);
      }
      const outage = outageOf(error);
      if (outage === undefined) throw error;
      logger.warn("Another system gave no answer.", { outage, error: error as Error });
      return respond(problemOf(Busy()), event);
    }
  })
    .use(answerFailures(respond))
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(captureLambdaHandler(tracer, { captureResponse: false }));
}
