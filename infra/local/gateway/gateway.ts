import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { requestBytes } from "../functions/quotas.ts";
import { createLocalServer, type Serve } from "../local-server.ts";
import type { Context, InvokeResult, Part, Service } from "../ports.ts";
import type { UserPools } from "../user-pool/user-pools.ts";
import { type Api, type ApiMethod, createMayInvoke, gatewayTypes, readApi } from "./api.ts";
import { createAuthorize } from "./authorizers.ts";
import { compressed } from "./compression.ts";
import { mockAnswer } from "./mock.ts";
import { proxyEvent, proxyResponse } from "./proxy.ts";
import { type Answer, answerRefusal, GatewayRefusal } from "./refusals.ts";
import { type Call, headerOf, type Request } from "./request.ts";
import { createRoutes } from "./routes.ts";
import { createThrottle } from "./throttle.ts";
import { beginTrace, segmentOf } from "./trace.ts";
import { commonLogTime, renderTemplate, type Variables } from "./variables.ts";

export const apiGateway = {
  source: 'API Gateway Developer Guide, "REST APIs"',
  types: gatewayTypes,
  create: ({ context, ...options }: GatewayOptions & { context: Context }): Part & { url(): string | undefined } =>
    context.resources.ofType("AWS::ApiGateway::RestApi").length === 0
      ? { apis: [], url: () => undefined }
      : createGateway(context, options),
} satisfies Service;

export type GatewayOptions = {
  readonly port: number;
  readonly userPools: Pick<UserPools, "verify">;
  /** Told of a request that failed through no fault of its own. */
  readonly onFailure: (error: unknown) => void;
};
export type Gateway = Part & { url(): string };

/**
 * Sizes of the payload and of request line with headers, and integration timeout (Developer Guide, "Quotas for
 * configuring and running a REST API").
 */
const largestBodyBytes = 10 * 1024 * 1024;
const largestHeadBytes = 10_240;
const integrationTimeoutMilliseconds = 29_000;

/** How far a request came: what the access log tells about it. */
type Progress = {
  request: Request;
  method?: ApiMethod;
  authorizer?: Readonly<Record<string, unknown>>;
  refusal?: GatewayRefusal;
};

/**
 * The template's REST API over HTTP: routes, throttles, authorizers, Lambda proxy integrations, and what the gateway
 * tells of each request: access log, errors, trace. Paths carry no stage, as behind a custom domain name.
 */
export function createGateway(context: Context, { port, userPools, onFailure }: GatewayOptions): Gateway {
  const { clock } = context;
  const api = readApi(context.resources);
  const { stage } = api;
  const match = createRoutes(api.methods);
  const authorize = createAuthorize(context, api, userPools);
  const mayInvoke = createMayInvoke(context.resources);
  const throttle = createThrottle(api, clock);

  /** The gateway gives up after its timeout; the function, as on AWS, runs on. */
  const invoke = async (call: Call, functionArn: string, event: unknown): Promise<Answer> => {
    const source = `${stage.StageName}/${call.httpMethod}${call.method.resourcePath}`;
    if (!mayInvoke(api, source, functionArn)) throw new GatewayRefusal("API_CONFIGURATION_ERROR");
    // Lambda refuses it (aws/aws-lambda-dotnet, issue 80: 413 of an API before Lambda).
    if (Buffer.byteLength(JSON.stringify(event)) >= requestBytes) throw new GatewayRefusal("REQUEST_TOO_LARGE");
    const { promise: gaveUp, resolve: giveUp } = Promise.withResolvers<"gave up">();
    const cancel = clock.after(integrationTimeoutMilliseconds, () => giveUp("gave up"));
    const invocation = context.invoke(functionArn, event, { traceHeader: call.trace.header });
    const result: InvokeResult | "gave up" = await Promise.race([invocation, gaveUp]);
    cancel();
    if (result === "gave up") throw new GatewayRefusal("INTEGRATION_TIMEOUT");
    if (result.ok) return proxyResponse(result.payload);
    // A throttled function: knowledge center, "Troubleshoot issues for API Gateway endpoints that integrate with Lambda".
    throw new GatewayRefusal("INTEGRATION_FAILURE", undefined, result.failure === "throttle" ? 500 : 502);
  };

  const serve = async (progress: Progress): Promise<Answer> => {
    const { request } = progress;
    if (request.body.length > largestBodyBytes || request.headBytes > largestHeadBytes)
      throw new GatewayRefusal("REQUEST_TOO_LARGE");
    const found = match(request.httpMethod, request.path);
    if (found === undefined) throw new GatewayRefusal("MISSING_AUTHENTICATION_TOKEN");
    progress.method = found.method;
    const call = { ...request, ...found };
    throttle(call.method);
    const proof = await authorize(call);
    if (proof !== undefined) progress.authorizer = proof;
    const { Integration } = call.method;
    if (Integration.Type === "MOCK") return mockAnswer(Integration, call);
    return await invoke(call, Integration.Uri, proxyEvent(api, call, proof));
  };

  const answer = async (progress: Progress): Promise<Answer> => {
    try {
      return await serve(progress);
    } catch (error) {
      if (!(error instanceof GatewayRefusal)) throw error;
      progress.refusal = error;
      return answerRefusal(api, error, progress.request, variablesOf(progress));
    }
  };

  /** What the gateway answers before there is a request to ask anybody about. */
  const answerFor = (status: number) => {
    const kind = status === 431 ? "REQUEST_TOO_LARGE" : status < 500 ? "BAD_REQUEST_BODY" : "DEFAULT_5XX";
    const refusal = new GatewayRefusal(kind);
    return answerRefusal(api, refusal, { headers: [] }, { requestId: randomUUID(), error: errorOf(refusal) });
  };

  const serveRequest: Serve = async (incoming, outgoing, body) => {
    const request = requestFrom(incoming, body, clock.now());
    const progress: Progress = { request };
    const accepted = headerOf(request, "accept-encoding") ?? "";
    const answered = await compressed(await answer(progress), accepted, api.minimumCompressionSize);
    outgoing.writeHead(answered.status, {
      ...answered.headers,
      // RFC 9110 §8.6: of what the caller has already, its own length or none; of nothing none.
      ...(answered.status !== 304 && answered.status !== 204 && { "content-length": answered.body.length }),
      "x-amzn-requestid": request.requestId,
      "x-amz-apigw-id": request.extendedRequestId,
      "x-amzn-trace-id": request.trace.header,
    });
    outgoing.end(answered.body);
    report(context, api, progress, answered);
  };
  const server = createLocalServer(serveRequest, { onFailure, answerFor });
  return { apis: [], start: () => server.listen(port), stop: server.stop, url: server.url };
}

function requestFrom(incoming: IncomingMessage, body: Buffer, receivedAt: number): Request {
  const [path = "/", ...query] = (incoming.url ?? "/").split("?");
  const { rawHeaders } = incoming;
  const headers = Array.from({ length: rawHeaders.length / 2 }, (_, index) =>
    rawHeaders.slice(index * 2, index * 2 + 2),
  );
  const pairs = headers.map(([name = "", value = ""]) => [name, value] as const);
  return {
    requestId: randomUUID(),
    extendedRequestId: `${randomBytes(11).toString("base64url")}=`,
    receivedAt,
    httpMethod: incoming.method ?? "GET",
    path,
    query: new URLSearchParams(query.join("?")),
    headers: pairs,
    sourceIp: incoming.socket.remoteAddress ?? "127.0.0.1",
    protocol: `HTTP/${incoming.httpVersion}`,
    body,
    headBytes: [incoming.url, ...rawHeaders].join("").length,
    trace: beginTrace(pairs, receivedAt),
  };
}

/** Access log, metric and trace of one answer, refusals included. */
function report({ clock, logs, metrics, traces }: Context, api: Api, progress: Progress, { status, body }: Answer) {
  const { request } = progress;
  const { StageName, TracingEnabled, AccessLogSetting } = api.stage;
  const now = clock.now();
  metrics.put("AWS/ApiGateway", "5XXError", { ApiName: api.name, Stage: StageName }, status >= 500 ? 1 : 0);
  if (TracingEnabled) traces.record(segmentOf(api, request, status, body.length, now));
  if (AccessLogSetting === undefined) return;
  const variables = { ...variablesOf(progress), status, responseLatency: now - request.receivedAt };
  const logGroup = AccessLogSetting.DestinationArn.replace(/^.*:log-group:/, "").replace(/:\*$/, "");
  logs.write(logGroup, renderTemplate(AccessLogSetting.Format, variables, "-"));
}

function errorOf({ message, type }: GatewayRefusal): Variables {
  return { messageString: JSON.stringify(message), responseType: type };
}

function variablesOf({ request, method, authorizer, refusal }: Progress): Variables {
  const { requestId, receivedAt, trace, httpMethod, path } = request;
  return {
    ...{ requestId, requestTime: commonLogTime(receivedAt), xrayTraceId: trace.root },
    // Between the quotes of a template: a path may hold one.
    ...{ httpMethod, path: JSON.stringify(path).slice(1, -1), resourcePath: method?.resourcePath, authorizer },
    error: refusal && errorOf(refusal),
  };
}
