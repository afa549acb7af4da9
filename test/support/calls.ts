import type { Route } from "@millrace/contracts/define-route";
import type { Caller } from "@millrace/kernel/caller";
import type { ChainPorts } from "@millrace/lambda/chain-ports";
import { httpHandler, serve } from "@millrace/lambda/http";
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";

/** What a test calls a route with; path parameters are taken from `path` by the route's own pattern. */
export type Call = {
  readonly caller?: Caller;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
};

// biome-ignore lint/suspicious/noExplicitAny: a test reads the bodies it expects.
export type Reply = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: any };

function authorizerOf(caller: Caller): Readonly<Record<string, unknown>> | null {
  switch (caller.kind) {
    case "anonymous":
      return null;
    case "guest":
      return { kind: "guest", ownerId: caller.ownerId };
    case "customer":
      return { kind: "customer", ownerId: caller.ownerId, groups: caller.groups.join(" ") };
    case "machine":
      return {
        claims: {
          sub: caller.clientId,
          client_id: caller.clientId,
          token_use: "access",
          scope: caller.scopes.join(" "),
        },
      };
  }
}

function paramsOf(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const source = pattern.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  const match = new RegExp(`^${source}$`).exec(path);
  return match ? { ...match.groups } : undefined;
}

const context = {
  functionName: "under-test",
  awsRequestId: "req-1",
  memoryLimitInMB: "256",
  getRemainingTimeInMillis: () => 30_000,
} as unknown as Context;

/**
 * Calls routes through the very HTTP chain that their function runs: authorization, schemas, idempotency, problem
 * documents. `const call = caller(routes, ports); await call("POST /v1/carts", { caller, body })`.
 */
export function callsTo<Ports extends ChainPorts>(routes: Readonly<Record<string, Route>>, ports: Ports) {
  const handler = httpHandler(serve(routes as Readonly<Record<string, Route<Ports>>>, ports));
  let calls = 0;
  return async (
    target: string,
    { caller = { kind: "anonymous" }, body, headers = {}, query = {} }: Call = {},
  ): Promise<Reply> => {
    const [method = "", path = ""] = target.split(" ");
    const found = Object.values(routes)
      .filter((route) => route.method === method)
      // Fixed words win over parameters, as at the gateway.
      .toSorted((one, other) => one.path.split("{").length - other.path.split("{").length)
      .map((route) => ({ resource: route.path, params: paramsOf(route.path, path) }))
      .filter(({ params }) => params !== undefined)
      // As the gateway does: a path that is spelled out goes before one with parameters.
      .toSorted((one, other) => Object.keys(one.params ?? {}).length - Object.keys(other.params ?? {}).length)[0];
    calls += 1;
    const event = {
      httpMethod: method,
      path,
      resource: found?.resource ?? path,
      pathParameters: found?.params ?? null,
      queryStringParameters: query,
      headers,
      body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
      isBase64Encoded: false,
      requestContext: { requestId: `request-${calls}`, authorizer: authorizerOf(caller) },
    } as unknown as APIGatewayProxyEvent;
    const answer = (await handler(event, context)) as APIGatewayProxyResult;
    return {
      status: answer.statusCode,
      headers: answer.headers as Readonly<Record<string, string>>,
      body: answer.body === "" ? undefined : JSON.parse(answer.body),
    };
  };
}
