import type { Caller, Rule } from "@millrace/kernel/caller";
import { userScope } from "@millrace/kernel/permissions";
import type { ServedRoute } from "@millrace/lambda/http";
import { httpHandler } from "@millrace/lambda/http";
import type { APIGatewayProxyEvent, Context } from "aws-lambda";

/** One call as the gateway would hand it to a function. */
export type Call = {
  /** `POST /v1/products/{productId}/publish`. */
  readonly route: string;
  readonly caller?: Caller;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever JSON came back.
  readonly body: any;
};

/** What the route's authorizer would have proved: the Lambda authorizer's context, or Cognito's claims. */
const authorizerOf = (caller: Caller, rule: Rule): APIGatewayProxyEvent["requestContext"]["authorizer"] => {
  if (rule === "guestOrCustomer" && caller.kind === "customer") {
    return { kind: caller.kind, ownerId: caller.ownerId, groups: caller.groups.join(" ") };
  }
  switch (caller.kind) {
    case "anonymous":
      return null;
    case "guest":
      return { kind: "guest", ownerId: caller.ownerId, groups: "" };
    case "customer":
      return {
        claims: {
          token_use: "access",
          sub: caller.ownerId.replace("cus_", ""),
          scope: userScope,
          "cognito:groups": caller.groups.join(" "),
        },
      };
    case "machine":
      return { claims: { token_use: "access", sub: "-", client_id: caller.clientId, scope: caller.scopes.join(" ") } };
  }
};

const context = {
  awsRequestId: "c0ffee00-0000-4000-8000-000000000000",
  functionName: "test",
  getRemainingTimeInMillis: () => 30_000,
} as Context;

/** Calls routes through the whole HTTP chain: authorization, schemas, answers and problem documents. */
export const gatewayTo = (routes: readonly ServedRoute[]): ((call: Call) => Promise<Reply>) => {
  const handler = httpHandler(routes);
  const ruleOf = (name: string): Rule =>
    routes.find(({ route }) => `${route.method} ${route.path}` === name)?.route.rule ?? "public";
  return async ({ route, caller = { kind: "anonymous" }, params = {}, query = {}, headers = {}, body }) => {
    const [httpMethod = "", resource = ""] = route.split(" ");
    const event = {
      httpMethod,
      resource,
      path: resource,
      pathParameters: params,
      queryStringParameters: query,
      headers,
      body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
      isBase64Encoded: false,
      requestContext: { requestId: "req-0001", authorizer: authorizerOf(caller, ruleOf(route)) },
    } as unknown as APIGatewayProxyEvent;
    const answer = await handler(event, context);
    return {
      status: answer.statusCode,
      headers: (answer.headers ?? {}) as Readonly<Record<string, string>>,
      body: JSON.parse(answer.body),
    };
  };
};
