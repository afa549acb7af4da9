import {
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { describe, expect, it } from "vitest";
import { done, failed } from "./fixture.ts";
import { admitting, dial, startChat, typeOf } from "./sockets.fixture.ts";

function isGuard(name: string): boolean {
  return name.endsWith(":guard");
}

async function connected(...given: Parameters<typeof startChat>) {
  const chat = await startChat(...given);
  const client = dial(`${chat.url}?ticket=ann`);
  await client.open;
  const { connectionId } = Object(chat.events.at(-1)?.["requestContext"]);
  return { ...chat, client, ConnectionId: String(connectionId), api: chat.client };
}

/** Source: Developer Guide, "Control access to WebSocket APIs with AWS Lambda REQUEST authorizers". */
describe("a handshake", () => {
  it("asks the authorizer by REQUEST, and $connect with what it proved", async () => {
    const { seen, ConnectionId } = await connected();
    const [asked, connect] = seen.invocations.map(({ event }) => event);
    expect(asked).toMatchObject({
      type: "REQUEST",
      methodArn: "arn:aws:execute-api:us-east-1:000000000000:api/dev/$connect",
      queryStringParameters: { ticket: "ann" },
      multiValueQueryStringParameters: { ticket: ["ann"] },
      headers: { Upgrade: "websocket" },
      requestContext: { eventType: "CONNECT", connectionId: ConnectionId },
    });
    expect(connect).toMatchObject({
      headers: { Upgrade: "websocket" },
      requestContext: {
        ...{ routeKey: "$connect", eventType: "CONNECT", messageDirection: "IN", stage: "dev", apiId: "api" },
        authorizer: { principalId: "ann", floor: "3" },
        connectionId: ConnectionId,
        connectedAt: Date.parse("2026-11-22T10:00:00.000Z"),
      },
      isBase64Encoded: false,
    });
    expect(ConnectionId).toMatch(/^[\w]+=$/);
  });

  it.each([
    ["without its identity source", "", undefined, 401],
    ["that the authorizer calls unauthorized", "?ticket=ann", failed("error", "Unauthorized"), 401],
    ["that its policy denies", "?ticket=ann", "Deny", 403],
    ["whose authorizer fails", "?ticket=ann", failed("timeout"), 500],
  ] as const)("%s is answered by a status", async (_, query, verdict, status) => {
    const chat = await startChat((name, event) => {
      if (!isGuard(name)) return done({ statusCode: 200 });
      return typeof verdict === "object" ? verdict : admitting(event, verdict);
    });
    expect(await dial(`${chat.url}${query}`).refused).toBe(status);
    expect(chat.events).toEqual([]);
  });

  it.each([
    [done({ statusCode: 429 }), 429],
    [failed("error"), 502],
    [done("nonsense"), 502],
  ])("ends as $connect says", async (answer, status) => {
    const { url } = await startChat((name, event) => (isGuard(name) ? admitting(event) : answer));
    expect(await dial(`${url}?ticket=ann`).refused).toBe(status);
  });

  it("is asked of the authorizer each time: no answer is kept", async () => {
    const { url, seen } = await startChat();
    for (const _ of [1, 2]) await dial(`${url}?ticket=ann`).open;
    expect(seen.invocations.filter(({ functionName }) => isGuard(functionName))).toHaveLength(2);
  });

  it("finds nothing at other paths", async () => {
    const { url } = await startChat();
    expect(await dial(`${url}x?ticket=ann`).refused).toBe(403);
  });

  it("comes too soon beyond the stage's burst", async () => {
    const { url, advance } = await startChat(undefined, { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 });
    await dial(`${url}?ticket=ann`).open;
    expect(await dial(`${url}?ticket=ann`).refused).toBe(429);
    advance(1_000);
    await dial(`${url}?ticket=ann`).open;
  });
});

describe("a message", () => {
  it.each([
    ['{"says":"hello"}', "hello"],
    ['{"says":"bye"}', "$default"],
    ['{"says":"$connect"}', "$default"],
    ["not JSON", "$default"],
  ])("%s takes the route %s", async (text, routeKey) => {
    const { client, next, ConnectionId } = await connected();
    client.socket.send(text);
    expect(await next("MESSAGE")).toEqual({
      body: text,
      isBase64Encoded: false,
      requestContext: expect.objectContaining({
        ...{ routeKey, eventType: "MESSAGE", connectionId: ConnectionId, messageId: expect.any(String) },
        authorizer: { principalId: "ann", floor: "3" },
      }),
    });
  });

  it("that fails is answered by the gateway, and the connection goes on", async () => {
    const { client, ConnectionId } = await connected((name, event) => {
      if (isGuard(name)) return admitting(event);
      return typeOf(event) === "MESSAGE" ? failed("crash") : done({ statusCode: 200 });
    });
    client.socket.send("x");
    expect(JSON.parse(await client.next())).toEqual({
      message: "Internal server error",
      connectionId: ConnectionId,
      requestId: expect.any(String),
    });
  });

  it.each([
    ["a frame above 32 KB", [32 * 1024 + 1]],
    ["a message above 128 KB", Array.from({ length: 5 }, () => 32 * 1024)],
  ])("ends the connection with 1009: %s", async (_, frames) => {
    const { client } = await connected();
    for (const [index, bytes] of frames.entries()) {
      client.socket.send("x".repeat(bytes), { fin: index === frames.length - 1, binary: false });
    }
    expect(await client.end).toBe(1009);
  });

  it("of 128 KB in frames of 32 KB arrives whole", async () => {
    const { client, next } = await connected();
    for (const piece of [1, 2, 3, 4]) client.socket.send("x".repeat(32 * 1024), { fin: piece === 4, binary: false });
    expect(String((await next("MESSAGE"))["body"])).toHaveLength(128 * 1024);
  });
});

/** Source: API Gateway Management API Reference, by the SDK's own client. */
describe("the API for connections", () => {
  it("posts to a connection", async () => {
    const { client, api, ConnectionId } = await connected();
    const heard = client.next();
    await api.send(new PostToConnectionCommand({ ConnectionId, Data: "grüß dich" }));
    expect(await heard).toBe("grüß dich");
  });

  it("posts up to 128 KB, and no more", async () => {
    const { client, api, ConnectionId } = await connected();
    const heard = client.next();
    await api.send(new PostToConnectionCommand({ ConnectionId, Data: "x".repeat(128 * 1024) }));
    expect(await heard).toHaveLength(128 * 1024);
    await expect(
      api.send(new PostToConnectionCommand({ ConnectionId, Data: "x".repeat(128 * 1024 + 1) })),
    ).rejects.toMatchObject({ name: "PayloadTooLargeException", $metadata: { httpStatusCode: 413 } });
  });

  it("tells of a connection, and ends it", async () => {
    const { client, api, ConnectionId, advance, next } = await connected();
    advance(5_000);
    const told = next("MESSAGE");
    client.socket.send("x");
    await told;
    expect(await api.send(new GetConnectionCommand({ ConnectionId }))).toMatchObject({
      ConnectedAt: new Date("2026-11-22T10:00:00.000Z"),
      LastActiveAt: new Date("2026-11-22T10:00:05.000Z"),
      Identity: { SourceIp: "127.0.0.1" },
    });
    const gone = next("DISCONNECT");
    await api.send(new DeleteConnectionCommand({ ConnectionId }));
    await client.end;
    await gone;
    await expect(api.send(new PostToConnectionCommand({ ConnectionId, Data: "x" }))).rejects.toMatchObject({
      name: "GoneException",
      $metadata: { httpStatusCode: 410 },
    });
  });

  it("knows nobody who never came", async () => {
    const { client: api } = await startChat();
    await expect(api.send(new GetConnectionCommand({ ConnectionId: "L0SM9cOFvHcCIhw=" }))).rejects.toMatchObject({
      name: "GoneException",
    });
    await expect(api.send(new GetConnectionCommand({ ConnectionId: "?" }))).rejects.toMatchObject({
      name: "BadRequestException",
    });
  });
});

/** Source: Developer Guide, "Quotas for configuring and running a WebSocket API". */
describe("a connection", () => {
  const minute = 60_000;

  it("ends after ten minutes in which nothing came or went", async () => {
    const { client, api, ConnectionId, advance, next } = await connected();
    advance(9 * minute);
    await api.send(new PostToConnectionCommand({ ConnectionId, Data: "still there?" }));
    advance(9 * minute);
    await api.send(new GetConnectionCommand({ ConnectionId }));
    const told = next("DISCONNECT");
    advance(minute);
    expect(await client.end).toBe(1001);
    await told;
  });

  it("ends after two hours, whatever is said", async () => {
    const { client, advance, next } = await connected();
    for (let minutes = 0; minutes < 120; minutes += 8) {
      const told = next("MESSAGE");
      client.socket.send("x");
      await told;
      advance(8 * minute);
    }
    expect(await client.end).toBe(1001);
  });

  it("is told of to $disconnect, with the reason", async () => {
    const { client, next } = await connected();
    const told = next("DISCONNECT");
    client.socket.close(4_000, "enough");
    expect(await told).toMatchObject({
      headers: { "x-api-key": "" },
      requestContext: {
        ...{ routeKey: "$disconnect", disconnectStatusCode: 4_000, disconnectReason: "enough" },
        authorizer: { principalId: "ann" },
      },
    });
  });

  it("stands in the access log with each event", async () => {
    const { client, next, seen } = await connected();
    const told = next("DISCONNECT");
    client.socket.close();
    await told;
    await Promise.resolve();
    expect(seen.logs[0]).toEqual({ group: "access", message: '{"event":"CONNECT","route":"$connect","status":200}' });
  });
});
