import { type ClientMessage, gatewayMessage, type ServerMessage, serverMessage } from "@millrace/contracts/tracking";
import { WebSocket } from "ws";
import { eventually } from "../../cli/src/eventually.ts";
import { bodyOf, type Store } from "./store.ts";

type Ticket = { readonly ticket: string; readonly url: string };
type Kind = ServerMessage["type"];

export async function aTicket({ api }: Store, token: string): Promise<Ticket> {
  return bodyOf(await api("POST", "/v1/tracking-tickets", { token }), 201);
}

/** How a handshake is answered that opens no connection. */
export function refusalOf({ ticket, url }: Ticket): Promise<number> {
  const socket = new WebSocket(ticket === "" ? url : `${url}?ticket=${ticket}`);
  return new Promise((resolve, reject) => {
    socket.on("unexpected-response", (_request, response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    socket.on("open", () => reject(new Error("The handshake was not refused.")));
    socket.on("error", () => undefined);
  });
}

/** A connection as a storefront has it; each message it gets is held against the contract. */
export async function openSocket({ ticket, url }: Ticket) {
  const socket = new WebSocket(`${url}?ticket=${ticket}`);
  const messages: ServerMessage[] = [];
  const failures: string[] = [];
  let closed: number | undefined;
  socket.on("message", (data) => {
    const value: unknown = JSON.parse(String(data));
    const failed = gatewayMessage.safeParse(value);
    if (failed.success) failures.push(failed.data.message);
    else messages.push(serverMessage.parse(value));
  });
  socket.on("close", (code) => {
    closed = code;
  });
  await new Promise((resolve, reject) => {
    socket.on("open", resolve);
    socket.on("error", reject);
  });
  const ofKind = <Name extends Kind>(kind: Name) =>
    messages.filter((message): message is Extract<ServerMessage, { type: Name }> => message.type === kind);
  return {
    messages,
    /** What API Gateway said by itself. */
    failures,
    ofKind,
    /** What is new of an order, by the client's rule: what comes again is dropped, and nothing may be left out. */
    facts(orderId: string, after = 0) {
      let last = after;
      return ofKind("fact").filter((fact) => {
        if (fact.orderId !== orderId || fact.sequence <= last) return false;
        if (fact.sequence !== last + 1) throw new Error(`${fact.sequence} of ${orderId} came after ${last}.`);
        last = fact.sequence;
        return true;
      });
    },
    say: (message: ClientMessage) => socket.send(JSON.stringify(message)),
    write: (text: string) => socket.send(text),
    /** The first message of a kind, once there are as many. */
    heard: <Name extends Kind>(kind: Name, count = 1) =>
      eventually(`${count} × ${kind}`, async () => ofKind(kind)[count - 1]),
    /** Breaks the connection, without a word. */
    cut: () => socket.terminate(),
    close: () => socket.close(),
    /** The code by which the other side closed it. */
    closing: () => eventually("the connection to be closed", async () => closed),
  };
}
