import { Forbidden, TooManyRequests } from "@millrace/kernel/refusals";
import { describe, expect, it } from "vitest";
import { lambdaContext } from "../../../test/support/lambda-context.ts";
import { type Connection, type SocketEvent, type SocketRoutes, socketHandler } from "./socket.ts";

const connectedAt = Date.parse("2026-11-28T09:00:00.000Z");
const guest = { kind: "guest", ownerId: "gst_1", groups: "", principalId: "gst_1" };

function anEvent(eventType: SocketEvent["requestContext"]["eventType"], more: Partial<SocketEvent> = {}): SocketEvent {
  const requestContext = { eventType, connectionId: "c=", connectedAt, requestId: "request-1", authorizer: guest };
  return { requestContext, ...more };
}

async function handled(event: SocketEvent, routes: Partial<SocketRoutes> = {}) {
  const seen: unknown[] = [];
  const note = (name: string) => async (connection: Connection, text?: string) => {
    seen.push([name, connection, ...(text === undefined ? [] : [text])]);
  };
  const all = { connect: note("connect"), disconnect: note("disconnect"), message: note("message"), ...routes };
  const answer = await socketHandler(async () => all)(event, lambdaContext("tracking-socket"));
  return { answer, seen };
}

describe("socketHandler", () => {
  const connection = {
    connectionId: "c=",
    connectedAt: new Date(connectedAt),
    caller: { kind: "guest", ownerId: "gst_1" },
  };

  it.each([
    ["CONNECT", {}, ["connect", connection]],
    ["DISCONNECT", {}, ["disconnect", connection]],
    ["MESSAGE", { body: "{}" }, ["message", connection, "{}"]],
  ] as const)("takes %s to its route, with whom the authorizer proved", async (type, more, call) => {
    expect(await handled(anEvent(type, more))).toEqual({ answer: { statusCode: 200 }, seen: [call] });
  });

  it("answers a refusal by its status", async () => {
    const connect = () => Promise.reject(TooManyRequests());
    expect((await handled(anEvent("CONNECT"), { connect })).answer).toEqual({ statusCode: 429 });
    const message = () => Promise.reject(Forbidden());
    expect((await handled(anEvent("MESSAGE"), { message })).answer).toEqual({ statusCode: 403 });
  });

  it("throws an outage on", async () => {
    const connect = () => Promise.reject(new Error("socket hang up"));
    await expect(handled(anEvent("CONNECT"), { connect })).rejects.toThrow("socket hang up");
  });

  it.each([undefined, null, { kind: "guest" }, { kind: "machine", ownerId: "x" }])(
    "lets nobody in whom no authorizer proved: %j",
    async (authorizer) => {
      const event = anEvent("CONNECT");
      const requestContext = { ...event.requestContext, authorizer: authorizer ?? null };
      expect(await handled({ ...event, requestContext })).toEqual({ answer: { statusCode: 401 }, seen: [] });
    },
  );
});
