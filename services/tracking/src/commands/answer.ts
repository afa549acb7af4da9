import type { Opened } from "@millrace/contracts/define-door";
import { fieldErrorsOf } from "@millrace/contracts/field-errors";
import { clientMessage, type ServerMessage } from "@millrace/contracts/tracking";
import { holds } from "@millrace/kernel/caller";
import { isoTime } from "@millrace/kernel/clock";
import { Refusal } from "@millrace/kernel/errors";
import { Forbidden, RequestInvalid, RequestMalformed } from "@millrace/kernel/refusals";
import { annotate, logger } from "@millrace/lambda/observability";
import { problemOf } from "@millrace/lambda/problem";
import { readable } from "@millrace/orders/doors";
import { batchGet } from "@millrace/table/batch-get";
import type * as z from "zod";
import type { socketDoors } from "../adapters/socket-doors.ts";
import { type Slot, TooManySubscriptions } from "../domain/slot.ts";
import { allOrders, subscriptionOf } from "../domain/subscription.ts";
import type { Ports } from "../ports.ts";
import { bringUpToDate } from "./bring-up-to-date.ts";
import type { Connecting } from "./connect.ts";

type Doors = Opened<typeof socketDoors>;
type Asked = z.output<typeof clientMessage>;

/** @throws RequestMalformed, RequestInvalid */
function read(text: string): Asked {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw RequestMalformed(cause instanceof SyntaxError ? "The message is not JSON." : undefined);
  }
  const parsed = clientMessage.safeParse(value);
  if (parsed.success) return parsed.data;
  throw RequestInvalid("The message is none that the socket takes.", {
    errors: fieldErrorsOf(parsed.error, "message").slice(0, 50),
  });
}

/** The connection's own slot; a connection that lost it is over, though its end was not heard of yet. */
async function slotOf({ slots }: Ports, { connectionId, caller }: Connecting): Promise<Slot> {
  const own = (await slots.listOfOwner(caller.ownerId)).find((slot) => slot.connectionId === connectionId);
  if (own === undefined) throw Forbidden("The connection is over; open another.");
  return own;
}

async function follow(ports: Ports, slot: Slot, topic: string, after: number) {
  if (!(await ports.slots.follow(slot, topic))) throw TooManySubscriptions();
  const subscription = subscriptionOf(slot, topic, after);
  await ports.subscriptions.begin(subscription);
  return subscription;
}

/** The subscription stands before the journal is read: a fact that the reading misses is told by the bus. */
async function subscribe(
  ports: Ports,
  doors: Doors,
  connection: Connecting,
  orderId: string,
  after: number,
): Promise<void> {
  const [found] = await batchGet(ports.table, [doors.order(orderId)]);
  const { version } = readable(found, connection.caller);
  const subscription = await follow(ports, await slotOf(ports, connection), orderId, Math.min(after, version));
  await ports.post(connection.connectionId, { type: "subscribed", orderId, sequence: version });
  await bringUpToDate(ports, doors.entries, subscription);
}

async function subscribeToAll(ports: Ports, connection: Connecting): Promise<void> {
  if (!holds(connection.caller, "orders:read")) throw Forbidden("Only who may read all orders may follow them.");
  await follow(ports, await slotOf(ports, connection), allOrders, 0);
  await ports.post(connection.connectionId, { type: "subscribed", orders: allOrders });
}

async function unsubscribe(ports: Ports, connection: Connecting, topic: string): Promise<void> {
  const slot = await slotOf(ports, connection);
  await ports.subscriptions.end({ ...slot, topic }, ports.now());
  await ports.slots.leave(slot, topic);
}

async function act(ports: Ports, doors: Doors, connection: Connecting, asked: Asked): Promise<void> {
  const { connectionId } = connection;
  if (asked.action === "ping") {
    await ports.post(connectionId, { type: "pong", at: isoTime(ports.now()) });
  } else if (asked.action === "subscribe") {
    if ("orders" in asked) await subscribeToAll(ports, connection);
    else await subscribe(ports, doors, connection, asked.orderId, asked.after);
  } else {
    const { action: _, ...topic } = asked;
    await unsubscribe(ports, connection, "orders" in topic ? allOrders : topic.orderId);
    await ports.post(connectionId, { type: "unsubscribed", ...topic });
  }
}

/**
 * Does what a message asks, and answers by messages: a refusal as a problem, after which the connection is as before.
 *
 * @throws outages and bugs, of which API Gateway tells the connection by itself
 */
export async function answer(ports: Ports, doors: Doors, connection: Connecting, text: string): Promise<void> {
  let asked: Asked | undefined;
  try {
    asked = read(text);
    if ("orderId" in asked) annotate({ orderId: asked.orderId });
    await act(ports, doors, connection, asked);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    logger.info("Message refused.", { code: error.declaration.code });
    const problem: ServerMessage = { type: "problem", problem: JSON.parse(problemOf(error).body) };
    const about = asked && "orderId" in asked ? { orderId: asked.orderId } : {};
    await ports.post(connection.connectionId, { ...problem, ...about });
  }
}
