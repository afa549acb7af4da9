import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { CallFault } from "../fault-plan.ts";
import type { Faults } from "../faults.ts";
import { refuse } from "../gateway/sockets.ts";
import { createLocalServer, type LocalServer } from "../local-server.ts";
import {
  type AwsApi,
  type AwsCall,
  AwsError,
  type Clock,
  type Principal,
  type WebAnswer,
  type WebRequest,
} from "../ports.ts";
import type { DynamoDbProxy } from "./dynamodb-proxy.ts";
import { conflictError, type InjectedError, throttleError } from "./injected.ts";
import {
  type Answer,
  answerError,
  answerOutput,
  type Credential,
  readCredential,
  readInput,
  readTarget,
  type Target,
  type WireRequest,
} from "./wire.ts";

/** What a role was refused; `principal` is spelled as in AWS's own message. */
type Denial = { readonly action: string; readonly resource: string; readonly principal: string };
type RecordedDenial = Denial & { readonly at: string; readonly functionName: string };

/** What stands behind the wire; given once everything else is made. */
export type Backend = {
  readonly apis: readonly AwsApi[];
  readonly proxy: Pick<DynamoDbProxy, "forward">;
  readonly faults: Pick<Faults, "strikeCall">;
  principalOf(accessKeyId: string): Principal | undefined;
  authorize(call: AwsCall): Denial | undefined;
  /** Ends the environment that made the call. */
  crash(environmentId: string): boolean;
  /** Answers plain web requests; nothing for paths that are nobody's. */
  web(request: WebRequest): Promise<WebAnswer | undefined>;
  /** Takes WebSocket handshakes; says whether the path is anybody's. */
  upgrade?(incoming: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Says which call was denied. */
  log(line: string): void;
};

/** It answers 503 until a backend is mounted. */
export type Endpoint = LocalServer & {
  mount(backend: Backend): void;
  /** Answers a request that came another way than over HTTP; nothing when it ended its caller's environment. */
  answer(request: WireRequest): Promise<Sent | undefined>;
  /** Calls `listener` after every write to a table that succeeded. */
  onTableWrite(listener: () => void): void;
  /** The newest 1,000 refusals, oldest first. */
  denials(): readonly RecordedDenial[];
};

const keptDenials = 1_000;
const operatorKey = "local";
const openHeaders = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "x-amzn-requestid, x-amzn-errortype",
};
/** Leaves `Authorization` out: a page makes no signed call. */
const preflightHeaders = {
  "access-control-allow-methods": "GET, POST",
  "access-control-allow-headers":
    "content-type, x-amz-target, x-amz-user-agent, cache-control, amz-sdk-invocation-id, amz-sdk-request",
  "access-control-max-age": "86400",
};
const tableWrites = new Set(["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"]);

type Request = {
  readonly target: Target;
  readonly credential: Credential | undefined;
  readonly principal: Principal;
  readonly incoming: WireRequest;
  readonly requestId: string;
};
type Sent = Omit<Answer, "body"> & { readonly body: string | Buffer };

/** The HTTP endpoint that plays AWS for functions, tests and people. */
export function createEndpoint(clock: Clock, onFailure: (error: unknown) => void): Endpoint {
  let backend: Backend | undefined;
  const writeListeners: (() => void)[] = [];
  const denials: RecordedDenial[] = [];
  const server = createLocalServer(serve, {
    onFailure,
    upgrade(incoming, socket, head) {
      if (!backend?.upgrade?.(incoming, socket, head)) refuse(socket, 403);
    },
  });
  const tellOfWrite = () => {
    for (const listener of writeListeners) listener();
  };

  async function serve(message: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const { method = "GET", url = "/", headers } = message;
    const sent = await answer({ method, url, headers, body, gone: leaving(message, response) });
    // A page of any origin may ask what needs no signature, as on AWS: sign-in, tokens, key sets.
    const isOpen = headers.authorization?.startsWith("AWS4-") !== true;
    if (sent === undefined) response.destroy();
    else response.writeHead(sent.status, { ...sent.headers, ...(isOpen ? openHeaders : {}) }).end(sent.body);
  }

  async function answer(incoming: WireRequest): Promise<Sent | undefined> {
    const requestId = randomUUID();
    let target: Target | undefined;
    try {
      if (backend === undefined) throw new AwsError("ServiceUnavailable", "The local runtime is starting.", 503);
      const credential = readCredential(incoming.headers.authorization);
      const web = credential === undefined ? await answerWeb(backend, incoming) : undefined;
      if (web !== undefined) return web;
      target = readTarget(incoming, credential);
      const principal = identify(backend, credential, target, incoming);
      return await perform(backend, { target, credential, principal, incoming, requestId });
    } catch (error) {
      if (!(error instanceof AwsError)) onFailure(error);
      return answerError(target, incoming.headers["content-type"], requestId, asWireError(error));
    }
  }

  /** Gives no answer when the caller's environment was ended. */
  async function perform(current: Backend, request: Request): Promise<Sent | undefined> {
    const { target, principal, incoming } = request;
    if (principal.kind !== "role") return dispatch(current, request, tellOfWrite);
    const call = callOf(request);
    const denial = current.authorize(call);
    if (denial !== undefined) return deny(current, request, denial, principal.functionName);
    const fault = current.faults.strikeCall(principal.functionName, `${target.service}:${target.operation}`);
    if (fault === undefined) return dispatch(current, request, tellOfWrite, call);
    const injected = injectedError(fault, call);
    if (injected !== undefined)
      return answerError(target, incoming.headers["content-type"], request.requestId, injected);
    if (fault === "timeout") {
      await new Promise((resolve) => incoming.gone.addEventListener("abort", resolve));
      return undefined;
    }
    if (fault === "crash-after") await dispatch(current, request, tellOfWrite, call);
    current.crash(String(incoming.headers["x-amz-security-token"]));
    return undefined;
  }

  function deny(current: Backend, request: Request, denial: Denial, functionName: string): Sent {
    denials.push({ ...denial, at: new Date(clock.now()).toISOString(), functionName });
    if (denials.length > keptDenials) denials.shift();
    current.log(`denied ${functionName}: ${denial.action} on ${denial.resource}`);
    return answerDenial(request, denial);
  }

  return {
    ...server,
    answer,
    mount(next) {
      backend = next;
    },
    onTableWrite: (listener) => void writeListeners.push(listener),
    denials: () => denials,
  };
}

async function dispatch(backend: Backend, request: Request, onWrite: () => void, call?: AwsCall): Promise<Sent> {
  const { target, incoming, requestId } = request;
  const contentType = incoming.headers["content-type"];
  if (target.service === "dynamodb" || target.service === "streams.dynamodb") {
    const answer = await backend.proxy.forward(
      String(incoming.headers["x-amz-target"]),
      contentType ?? "",
      incoming.body,
    );
    if (answer.status === 200 && tableWrites.has(target.operation)) onWrite();
    return answer;
  }
  const operation = backend.apis.find(({ service }) => service === target.service)?.operations[target.operation];
  if (operation === undefined) {
    throw new AwsError("UnknownOperationException", `${target.service}:${target.operation} is not known here.`);
  }
  return answerOutput(target, contentType, requestId, await operation(call ?? callOf(request)));
}

function answerDenial({ target, incoming, requestId }: Request, { action, resource, principal }: Denial): Sent {
  // The sentence of AWS: "Troubleshoot access denied error messages" in the IAM user guide.
  const message = `User: ${principal} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
  // SNS names it otherwise (SNS API Reference, "Common Errors").
  const code = target.protocol === "query" ? "AuthorizationError" : "AccessDeniedException";
  const status = target.protocol === "json" ? 400 : 403;
  return answerError(target, incoming.headers["content-type"], requestId, { code, message, status });
}

function identify(
  backend: Backend,
  credential: Credential | undefined,
  target: Target,
  { headers, body }: WireRequest,
): Principal {
  if (credential === undefined) {
    // Sign-up and sign-in are signed by nobody; the other operations of a user pool name it and need a signature.
    if (target.service === "cognito-idp" && readInput(target, headers, body).UserPoolId === undefined) {
      return { kind: "service", service: "anonymous" };
    }
    throw new AwsError("MissingAuthenticationTokenException", "The request is not signed.", 403);
  }
  if (credential.accessKeyId === operatorKey) return { kind: "operator" };
  const principal = backend.principalOf(credential.accessKeyId);
  if (principal !== undefined) return principal;
  const message = `The security token included in the request is invalid. Locally the access key id is "${operatorKey}" or a function's name.`;
  throw new AwsError("UnrecognizedClientException", message, 403);
}

function callOf({ target, principal, incoming }: Request): AwsCall {
  const { headers, body, gone } = incoming;
  const traceHeader = headers["x-amzn-trace-id"];
  return {
    service: target.service,
    operation: target.operation,
    input: readInput(target, headers, body),
    principal,
    gone,
    ...(typeof traceHeader === "string" ? { traceHeader } : {}),
  };
}

function injectedError(fault: CallFault, call: AwsCall): InjectedError | undefined {
  if (fault === "throttle") return throttleError(call.service);
  return fault === "conflict" ? conflictError(call) : undefined;
}

async function answerWeb(backend: Backend, incoming: WireRequest): Promise<Sent | undefined> {
  const { method, url, headers, body } = incoming;
  const [path = "/", query] = url.split("?", 2);
  if (method === "OPTIONS") return { status: 204, headers: preflightHeaders, body: "" };
  const { authorization } = headers;
  const request = { method, path, query: new URLSearchParams(query), authorization, body: body.toString() };
  const answered = await backend.web(request);
  if (answered === undefined) return undefined;
  const [contentType, text] =
    "contentType" in answered
      ? [answered.contentType, answered.body]
      : ["application/json", JSON.stringify(answered.body)];
  const webHeaders = { "content-type": contentType, "cache-control": "no-store" };
  return { status: answered.status, headers: webHeaders, body: text };
}

/** Aborted when the caller ends its connection before it has its answer. */
function leaving({ socket }: IncomingMessage, response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  const leave = () => gone.abort();
  // Its end is read before whatever is sent after it; its close comes a moment later.
  socket.once("end", leave);
  response.once("close", () => {
    socket.off("end", leave);
    if (!response.writableFinished) leave();
  });
  return gone.signal;
}

/** An isolation boundary: one broken call must not end the endpoint for everybody. */
function asWireError(error: unknown): InjectedError {
  if (error instanceof AwsError) return { code: error.code, message: error.message, status: error.status };
  return { code: "InternalFailure", message: "The local runtime failed; its log says why.", status: 500 };
}
