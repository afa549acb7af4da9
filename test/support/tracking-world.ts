import { openDoors } from "@millrace/contracts/define-door";
import { fact } from "@millrace/contracts/define-event";
import { OrderConfirmed, OrderPlaced } from "@millrace/contracts/orders";
import type { ServerMessage } from "@millrace/contracts/tracking";
import type { Owner } from "@millrace/kernel/caller";
import { isoTime } from "@millrace/kernel/clock";
import { journalsOf } from "@millrace/table/journal";
import { commit } from "@millrace/table/transact";
import { createOrders } from "../../services/orders/src/data/orders.ts";
import { socketDoors } from "../../services/tracking/src/adapters/socket-doors.ts";
import { answer } from "../../services/tracking/src/commands/answer.ts";
import { connect } from "../../services/tracking/src/commands/connect.ts";
import { disconnect } from "../../services/tracking/src/commands/disconnect.ts";
import { tellSubscribers } from "../../services/tracking/src/commands/tell-subscribers.ts";
import { createPorts } from "../../services/tracking/src/ports.ts";
import { freshTable } from "./table.ts";

const { orderId, ownerId } = OrderPlaced.example;
export const guest: Owner = { kind: "guest", ownerId };
export const stranger: Owner = { kind: "guest", ownerId: `gst_${"0".repeat(26)}` };
export const support: Owner = { kind: "customer", ownerId: "cus_1", groups: ["support"] };

const origin = { actor: ownerId, correlationId: "correlation-1", causationId: "request-1", causationDepth: 0 };

/** Tracking over a table of its own: an order and its journal, connections, and what was sent to each. */
export async function trackingWorld() {
  const table = await freshTable();
  const orders = createOrders(table);
  const tell = journalsOf(table);
  let at = new Date("2026-11-28T09:00:00.000Z");
  const sent = new Map<string, ServerMessage[]>();
  const gone = new Set<string>();
  const broken = new Set<string>();
  const ports = createPorts(table, {
    now: () => at,
    newSecret: () => "a-secret",
    socketUrl: "wss://socket.example/dev",
    post: async (connectionId, message) => {
      if (broken.has(connectionId)) throw new Error("No answer.");
      if (gone.has(connectionId)) return false;
      sent.set(connectionId, [...(sent.get(connectionId) ?? []), message]);
      return true;
    },
  });
  const doors = openDoors(socketDoors, table);
  const journalEntry = (sequence: number) => {
    const { expiresAt: _, ...data } = OrderPlaced.example;
    return sequence === 1
      ? fact(OrderPlaced, orderId, 1, OrderPlaced.example)
      : fact(OrderConfirmed, orderId, sequence, data);
  };
  const { contactId, paymentId, destination, lines, taxIncluded, expiresAt } = OrderPlaced.example;
  await commit([
    orders.place({
      ...{ orderId, ownerId, contactId, paymentId, cartId: "crt_1", destination, taxIncluded, expiresAt },
      ...{ status: "placed", paymentStatus: "pending", fulfillmentStatus: "unfulfilled", currency: "EUR" },
      lines: lines.map(({ sku, title, quantity }) => ({ sku, title, quantity, unitPrice: 1990, total: 3980 })),
      ...{ holds: [], placedAt: isoTime(at), version: 1 },
    } as unknown as Parameters<typeof orders.place>[0]),
    tell(journalEntry(1), { at, origin }),
  ]);

  /** Facts of the order, as if they had happened. */
  const happen = async (upTo: number, from = 2): Promise<void> => {
    for (let sequence = from; sequence <= upTo; sequence += 1)
      await commit([tell(journalEntry(sequence), { at, origin })]);
  };
  /** The bus brings a fact. */
  const bring = async (sequence: number): Promise<void> => {
    const [entry] = await doors.entries(orderId, sequence - 1, 1);
    if (entry === undefined) throw new Error(`Nothing happened as ${sequence}.`);
    const { data, traceHeader: _, ...metadata } = entry;
    await tellSubscribers(ports, doors.entries, { metadata, data });
  };
  const connection = (connectionId: string, caller: Owner) => ({ connectionId, caller, connectedAt: at });
  return {
    ...{ table, ports, orderId, gone, broken, happen, bring },
    pass: (seconds: number) => {
      at = new Date(at.getTime() + seconds * 1000);
    },
    connect: (connectionId: string, caller: Owner) => connect(ports, connection(connectionId, caller)),
    disconnect: (connectionId: string, caller: Owner) => disconnect(ports, { connectionId, ownerId: caller.ownerId }),
    say: (connectionId: string, caller: Owner, message: unknown) =>
      answer(ports, doors, connection(connectionId, caller), JSON.stringify(message)),
    write: (connectionId: string, caller: Owner, text: string) =>
      answer(ports, doors, connection(connectionId, caller), text),
    heard: (connectionId: string) => sent.get(connectionId) ?? [],
    sequences: (connectionId: string) =>
      (sent.get(connectionId) ?? []).flatMap((message) => (message.type === "fact" ? [message.sequence] : [])),
  };
}
