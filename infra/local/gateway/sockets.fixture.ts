import * as sdk from "@aws-sdk/client-apigatewaymanagementapi";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { createDynamoDbProxy } from "../endpoint/dynamodb-proxy.ts";
import { createEndpoint } from "../endpoint/endpoint.ts";
import { unexpected } from "../failure.fixture.ts";
import { createFaults } from "../faults.ts";
import type { InvokeResult, Resource } from "../ports.ts";
import { aResource, createFakeContext } from "../user-pool/fixture.ts";
import { done, invocationUri, lambdaNamed, permissionFor, role } from "./fixture.ts";
import { sockets } from "./sockets.ts";

function route(RouteKey: string, properties: Record<string, unknown> = {}): Resource {
  return aResource("AWS::ApiGatewayV2::Route", { ApiId: "api", RouteKey, Target: "integrations/chat", ...properties });
}

/** A WebSocket API in small: a chat behind an authorizer, with a route of its own for what `says` says it is. */
function apiResources(endpoint: string, settings: Record<string, unknown>): readonly Resource[] {
  const ApiId = "api";
  return [
    aResource(
      "AWS::ApiGatewayV2::Api",
      { Name: "chat", ProtocolType: "WEBSOCKET", RouteSelectionExpression: "$request.body.says" },
      ApiId,
      { ApiEndpoint: `${endpoint.replace(/^http/, "ws")}/${ApiId}` },
    ),
    aResource(
      "AWS::ApiGatewayV2::Integration",
      { ApiId, IntegrationType: "AWS_PROXY", IntegrationUri: invocationUri("chat") },
      "chat",
    ),
    aResource(
      "AWS::ApiGatewayV2::Authorizer",
      {
        ...{ ApiId, AuthorizerType: "REQUEST", AuthorizerUri: invocationUri("guard") },
        IdentitySource: ["route.request.querystring.ticket"],
      },
      "guard",
    ),
    aResource(
      "AWS::ApiGatewayV2::Stage",
      {
        ...{ ApiId, StageName: "dev", AutoDeploy: true, DefaultRouteSettings: settings },
        AccessLogSettings: {
          DestinationArn: "arn:aws:logs:us-east-1:000000000000:log-group:access:*",
          Format: '{"event":"$context.eventType","route":"$context.routeKey","status":$context.status}',
        },
      },
      "dev",
    ),
    route("$connect", { AuthorizationType: "CUSTOM", AuthorizerId: "guard" }),
    route("$disconnect"),
    route("$default"),
    route("hello"),
    role,
    ...["chat", "guard"].map(lambdaNamed),
    permissionFor("chat", "*"),
    permissionFor("guard", "authorizers/guard"),
  ];
}

export type SocketInvoke = (name: string, event: Record<string, unknown>) => InvokeResult | Promise<InvokeResult>;

/** Lets everybody in, as the owner of their ticket. */
export function admitting(event: Record<string, unknown>, Effect = "Allow"): InvokeResult {
  const { methodArn, queryStringParameters } = event as Record<string, Record<string, string>>;
  const Statement = [{ Effect, Action: "execute-api:Invoke", Resource: methodArn }];
  return done({
    principalId: queryStringParameters?.["ticket"],
    policyDocument: { Version: "2012-10-17", Statement },
    context: { floor: 3 },
  });
}

function friendly(name: string, event: Record<string, unknown>): InvokeResult {
  return name.endsWith(":guard") ? admitting(event) : done({ statusCode: 200 });
}

/** The gateway behind an AWS endpoint, with functions that do as they are told; it ends with the test. */
export async function startChat(invoke: SocketInvoke = friendly, settings: Record<string, unknown> = {}) {
  const events: Record<string, unknown>[] = [];
  const waiting: { readonly type: string; readonly tell: (event: Record<string, unknown>) => void }[] = [];
  const clock = { now: () => 0, after: () => () => undefined };
  const endpoint = createEndpoint(clock, unexpected);
  await endpoint.listen(0);
  const fake = createFakeContext(apiResources(endpoint.url(), settings), async (name, given) => {
    const event = given as Record<string, unknown>;
    const result = await invoke(name, event);
    if (name.endsWith(":chat")) {
      events.push(event);
      const type = typeOf(event);
      for (const { tell } of waiting.filter((one) => one.type === type)) tell(event);
    }
    return result;
  });
  const part = sockets.create({ ...fake.context, background: (task) => void task.catch(unexpected) });
  onTestFinished(async () => {
    await part.stop?.();
    await endpoint.stop();
  });
  endpoint.mount({
    ...{ apis: part.apis, upgrade: part.upgrade, proxy: createDynamoDbProxy("http://127.0.0.1:1") },
    faults: createFaults([], 1, () => undefined),
    ...{ principalOf: () => undefined, authorize: () => undefined, crash: () => false },
    ...{ web: async () => undefined, log: () => undefined },
  });
  const url = String(part.url());
  const client = new sdk.ApiGatewayManagementApiClient({
    endpoint: url.replace(/^ws/, "http"),
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  /** The next event of a type that the chat has handled. */
  const next = (type: "CONNECT" | "MESSAGE" | "DISCONNECT") =>
    new Promise<Record<string, unknown>>((tell) => waiting.push({ type, tell }));
  return { ...fake, url, client, events, next };
}

/** `CONNECT`, `MESSAGE` or `DISCONNECT`. */
export function typeOf(event: Record<string, unknown>): unknown {
  return Object(event["requestContext"]).eventType;
}

/** A client, once its handshake was answered. */
export function dial(address: string) {
  const socket = new WebSocket(address);
  const heard: string[] = [];
  const end = new Promise<number>((resolve) => socket.on("close", resolve));
  socket.on("message", (data) => void heard.push(String(data)));
  const refused = new Promise<number>((resolve) => {
    socket.on("unexpected-response", (_request, response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
  });
  const open = new Promise<void>((resolve) => socket.on("open", resolve));
  socket.on("error", () => undefined);
  const next = () => new Promise<string>((resolve) => socket.once("message", (data) => resolve(String(data))));
  return { socket, heard, end, refused, open, next };
}
