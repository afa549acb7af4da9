import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { SocketApi } from "./socket-api.ts";
import { commonLogTime } from "./variables.ts";

/** A connection as API Gateway knows it: who opened it, when, and what the authorizer proved. */
export type Opened = {
  readonly connectionId: string;
  readonly connectedAt: number;
  readonly domainName: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly authorizer: Readonly<Record<string, unknown>> | undefined;
};

type EventType = "CONNECT" | "MESSAGE" | "DISCONNECT";

/** As `L0SM9cOFvHcCIhw=`: eleven bytes in Base64. */
export function newConnectionId(): string {
  return `${randomBytes(11).toString("base64").replaceAll(/[+/]/g, "_")}`;
}

/**
 * What every event of a connection says of itself. Sources: Developer Guide, "$context variables for WebSocket APIs";
 * captured events in aws-lambda-rust-runtime's fixtures; what the authorizer proved comes with every route's events
 * (serverless-offline, issue 1379).
 */
export function contextOf(api: SocketApi, opened: Opened, routeKey: string, eventType: EventType, now: number) {
  const requestId = randomUUID();
  return {
    routeKey,
    ...(opened.authorizer && { authorizer: opened.authorizer }),
    eventType,
    extendedRequestId: requestId,
    requestTime: commonLogTime(now),
    messageDirection: "IN",
    stage: api.stage.StageName,
    connectedAt: opened.connectedAt,
    requestTimeEpoch: now,
    identity: { sourceIp: opened.sourceIp, userAgent: opened.userAgent },
    requestId,
    domainName: opened.domainName,
    connectionId: opened.connectionId,
    apiId: api.id,
  };
}

type Pairs = readonly (readonly [string, string])[];

function grouped(pairs: Pairs): Record<string, string[]> {
  const lists = Map.groupBy(pairs, ([name]) => name);
  return Object.fromEntries([...lists].map(([name, given]) => [name, given.map(([, value]) => value)]));
}

/** What a handshake carries; the event of `$connect` and of its authorizer have it alike. */
export function handshakeOf({ rawHeaders, url = "" }: IncomingMessage) {
  const headers = Array.from(
    { length: rawHeaders.length / 2 },
    (_, index) => [rawHeaders[2 * index] ?? "", rawHeaders[2 * index + 1] ?? ""] as const,
  );
  const query = [...new URLSearchParams(url.split("?").slice(1).join("?"))];
  return {
    headers: Object.fromEntries(headers),
    multiValueHeaders: grouped(headers),
    ...(query.length > 0 && {
      queryStringParameters: Object.fromEntries(query),
      multiValueQueryStringParameters: grouped(query),
    }),
  };
}
