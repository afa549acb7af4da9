import { randomBytes } from "node:crypto";
import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";
import { AwsError, type Cancel, type Context, type Part, type Service } from "../ports.ts";
import { createMayInvoke } from "./api.ts";
import { watchFrames } from "./frames.ts";
import { createHandshake, RefusedHandshake } from "./handshake.ts";
import { readSocketApis, type SocketApi, socketTypes } from "./socket-api.ts";
import { contextOf, newConnectionId, type Opened } from "./socket-event.ts";
import { type Bucket, take } from "./throttle.ts";
import { renderTemplate } from "./variables.ts";

/** Developer Guide, "Quotas for configuring and running a WebSocket API". */
const idleMilliseconds = 10 * 60 * 1000;
const lifeMilliseconds = 2 * 60 * 60 * 1000;
const largestMessageBytes = 128 * 1024;

type Connection = {
  readonly api: SocketApi;
  readonly opened: Opened;
  readonly socket: WebSocket;
  lastActiveAt: number;
};

/** A frame's longest payload; a longer message comes in several (the same page: "the connection is closed with code 1009"). */
const largestFrameBytes = 32 * 1024;

/** The template's WebSocket APIs, at `ws://<AWS endpoint>/<API's id>/<stage>`, and the API by which functions send. */
export const sockets = {
  source: 'API Gateway Developer Guide, "WebSocket APIs"; API Gateway Management API Reference',
  types: socketTypes,
  create: createSockets,
} satisfies Service;

type Sockets = Part & {
  /** Of the first API; nothing when the template has none. */
  url(): string | undefined;
  /** Takes a handshake; says whether the path is of an API here. */
  upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): boolean;
};

function createSockets(context: Context): Sockets {
  const { clock, background } = context;
  const apis = readSocketApis(context.resources);
  const server = new WebSocketServer({ noServer: true, maxPayload: largestMessageBytes, perMessageDeflate: false });
  const admit = createHandshake(context);
  const mayInvoke = createMayInvoke(context.resources);
  const connections = new Map<string, Connection>();
  const waiting = new Set<Duplex>();
  const buckets = new Map<SocketApi, Bucket>();

  /** One bucket for connections and messages of an API, filled by its stage's setting. */
  function isThrottled(api: SocketApi): boolean {
    const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = api.stage.DefaultRouteSettings;
    if (rate === undefined || burst === undefined) return false;
    const bucket = take(buckets.get(api), { rate, burst }, clock.now());
    if (bucket !== undefined) buckets.set(api, bucket);
    return bucket === undefined;
  }

  function report(api: SocketApi, event: ReturnType<typeof contextOf>, status: number): void {
    const settings = api.stage.AccessLogSettings;
    if (settings === undefined) return;
    const logGroup = settings.DestinationArn.replace(/^.*:log-group:/, "").replace(/:\*$/, "");
    context.logs.write(logGroup, renderTemplate(settings.Format, { ...event, status }, "-"));
  }

  /** The route that a message's field names, else `$default`; what is not JSON goes there too. */
  function routeOf(api: SocketApi, text: string) {
    try {
      const named = api.routes.get(String(Object(JSON.parse(text))[api.selects]));
      if (named !== undefined && !named.key.startsWith("$")) return named;
    } catch {}
    return api.routes.get("$default");
  }

  function tell({ socket, opened }: Connection, message: string, requestId: string): void {
    socket.send(JSON.stringify({ message, connectionId: opened.connectionId, requestId }));
  }

  async function receive(connection: Connection, text: string): Promise<void> {
    const { api, opened } = connection;
    const route = routeOf(api, text);
    const now = clock.now();
    const requestContext = {
      ...contextOf(api, opened, route?.key ?? "$default", "MESSAGE", now),
      messageId: randomBytes(11).toString("base64"),
    };
    const { requestId } = requestContext;
    if (isThrottled(api)) return tell(connection, "Too Many Requests", requestId);
    if (route === undefined) return tell(connection, "Forbidden", requestId);
    const isAllowed = mayInvoke(api, `${api.stage.StageName}/${route.key}`, route.functionArn);
    const event = { requestContext, body: text, isBase64Encoded: false };
    const result = isAllowed ? await context.invoke(route.functionArn, event) : undefined;
    report(api, requestContext, result?.ok ? 200 : 500);
    if (!result?.ok) tell(connection, "Internal server error", requestId);
  }

  async function tellOfEnd({ api, opened }: Connection, code: number, reason: string): Promise<void> {
    const route = api.routes.get("$disconnect");
    if (route === undefined) return;
    const headers = { Host: opened.domainName, "x-api-key": "", "X-Forwarded-For": "", "x-restapi": "" };
    const requestContext = {
      ...contextOf(api, opened, route.key, "DISCONNECT", clock.now()),
      disconnectStatusCode: code,
      disconnectReason: reason || "Client-side close frame status not set",
    };
    const multiValueHeaders = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
    const event = { headers, multiValueHeaders, requestContext, isBase64Encoded: false };
    // Best effort (Developer Guide, "The $disconnect route"): what it answers changes nothing.
    const isAllowed = mayInvoke(api, `${api.stage.StageName}/${route.key}`, route.functionArn);
    const result = isAllowed ? await context.invoke(route.functionArn, event, { urgency: "delivery" }) : undefined;
    report(api, requestContext, result?.ok ? 200 : 500);
  }

  /** Ends the connection when nothing came or went for ten minutes, and after two hours. */
  function limit(connection: Connection): void {
    const { socket } = connection;
    let cancelIdle: Cancel = () => undefined;
    const watch = (milliseconds: number) => {
      cancelIdle = clock.after(milliseconds, () => {
        const left = connection.lastActiveAt + idleMilliseconds - clock.now();
        if (left > 0) watch(left);
        else socket.close(1001, "Going away");
      });
    };
    watch(idleMilliseconds);
    const cancelLife = clock.after(lifeMilliseconds, () => socket.close(1001, "Going away"));
    socket.on("close", () => {
      cancelIdle();
      cancelLife();
    });
  }

  function open(connection: Connection): void {
    const { socket, opened } = connection;
    connections.set(opened.connectionId, connection);
    limit(connection);
    socket.on("message", (data) => {
      connection.lastActiveAt = clock.now();
      background(receive(connection, String(data)));
    });
    // What the client did against the protocol; the library closes the connection.
    socket.on("error", () => undefined);
    socket.on("close", (code, reason) => {
      connections.delete(opened.connectionId);
      background(tellOfEnd(connection, code, reason.toString()));
    });
  }

  async function shakeHands(api: SocketApi, incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { headers } = incoming;
    const now = clock.now();
    const before: Opened = {
      connectionId: newConnectionId(),
      connectedAt: now,
      domainName: headers.host ?? "",
      sourceIp: incoming.socket.remoteAddress ?? "127.0.0.1",
      userAgent: headers["user-agent"] ?? "",
      authorizer: undefined,
    };
    const requestContext = contextOf(api, before, "$connect", "CONNECT", now);
    try {
      if (isThrottled(api)) throw new RefusedHandshake(429);
      const opened = await admit({ api, incoming, opened: before });
      report(api, { ...requestContext, ...(opened.authorizer && { authorizer: opened.authorizer }) }, 200);
      server.handleUpgrade(incoming, socket, head, (accepted) => {
        const watch = watchFrames((bytes) => {
          if (bytes > largestFrameBytes) accepted.close(1009, "Message Too Big");
        });
        watch(head);
        socket.on("data", watch);
        open({ api, opened, socket: accepted, lastActiveAt: clock.now() });
      });
    } catch (error) {
      const status = error instanceof RefusedHandshake ? error.status : 500;
      report(api, requestContext, status);
      refuse(socket, status);
      if (!(error instanceof RefusedHandshake)) throw error;
    } finally {
      waiting.delete(socket);
    }
  }

  function connectionOf(input: Readonly<Record<string, unknown>>): Connection {
    const id = String(input["ConnectionId"]);
    if (!/^[\w+/-]{4,}=*$/.test(id)) throw new AwsError("BadRequestException", `Invalid connectionId: ${id}`, 400);
    const found = connections.get(id);
    const isOfStage = found?.api.id === input["ApiId"] && found?.api.stage.StageName === input["Stage"];
    if (found === undefined || !isOfStage || found.socket.readyState !== WebSocket.OPEN) {
      throw new AwsError("GoneException", "Gone", 410);
    }
    return found;
  }

  const operations = {
    PostToConnection: async ({ input }) => {
      const connection = connectionOf(input);
      const data = Buffer.from(String(input["Data"]));
      if (data.length > largestMessageBytes) throw new AwsError("PayloadTooLargeException", "Message too long", 413);
      connection.lastActiveAt = clock.now();
      for (let from = 0; from === 0 || from < data.length; from += largestFrameBytes) {
        const frame = data.subarray(from, from + largestFrameBytes);
        connection.socket.send(frame, { binary: false, fin: from + largestFrameBytes >= data.length });
      }
      return {};
    },
    GetConnection: async ({ input }) => {
      const { opened, lastActiveAt } = connectionOf(input);
      const [connectedAt, active] = [opened.connectedAt, lastActiveAt].map((time) => new Date(time).toISOString());
      const identity = { sourceIp: opened.sourceIp, userAgent: opened.userAgent };
      return { connectedAt, identity, lastActiveAt: active };
    },
    DeleteConnection: async ({ input }) => {
      connectionOf(input).socket.close(1000, "Connection Closed Normally");
      return {};
    },
  } satisfies Part["apis"][number]["operations"];

  return {
    apis: [{ service: "execute-api", operations }],
    url: () => apis[0]?.url,
    upgrade(incoming, socket, head) {
      const [, id, stage] = /^\/(\w+)\/(\w+)\/?$/.exec((incoming.url ?? "").split("?")[0] ?? "") ?? [];
      const api = apis.find((one) => one.id === id && one.stage.StageName === stage);
      if (api === undefined) return false;
      waiting.add(socket);
      socket.on("error", () => undefined);
      background(shakeHands(api, incoming, socket, head));
      return true;
    },
    stop() {
      for (const { socket } of connections.values()) socket.terminate();
      for (const socket of waiting) socket.destroy();
      server.close();
    },
  };
}

/** As API Gateway says it before there is a connection. */
export function refuse(socket: Duplex, status: number): void {
  const body = JSON.stringify({ message: STATUS_CODES[status] });
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, "content-type: application/json", "connection: close"];
  socket.end([...lines, `content-length: ${Buffer.byteLength(body)}`, "", body].join("\r\n"));
}
