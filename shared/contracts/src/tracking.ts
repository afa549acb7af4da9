import * as z from "zod";
import { cancelReasons, orderNumber } from "./orders.ts";
import { id, moneyValue, timestamp } from "./values.ts";

/**
 * What a storefront or a dashboard and the socket say to each other; each message is one JSON text.
 *
 * Open `url?ticket=<ticket>` with what `POST /v1/tracking-tickets` answered. Then `subscribe` to an order: the socket
 * answers `subscribed` and brings every fact of the order after `after`, and from then on each as it happens.
 *
 * - Facts of one order come in order and **at least once**: a fact is new if its sequence is the last one's plus one. One
 *   that is not greater is a repetition, to be dropped.
 * - After a broken connection, open another with another ticket and subscribe with `after` = the last sequence seen:
 *   nothing is missed. Should a sequence ever be left out, subscribe again in the same way.
 * - Of all orders (`orders: "all"`, with `orders:read`) facts come as they happen, once or more, and out of order; to fill
 *   a gap of one order, subscribe to it with `after`.
 * - Where we could not take a message, API Gateway itself answers, without a `type` (`gatewayMessage`): send it again.
 * - A connection ends after 10 minutes of silence, so send `ping` more often; it ends after 2 hours in any case. What it
 *   may see is decided when its ticket is made.
 */
export const trackingLimits = {
  /** Within which a ticket opens one connection. */
  ticketSeconds: 60,
  /** API Gateway's own, which nothing changes: "Quotas for configuring and running a WebSocket API". */
  idleSeconds: 600,
  /** API Gateway's own, too. */
  lifeSeconds: 7_200,
  /** The longest time between two pings that keeps a connection whose answers are slow. */
  heartbeatSeconds: 240,
  /** Open at once, of one caller; a further one is refused with 429. */
  connectionsOfCaller: 10,
  /** That one connection follows at once. */
  ordersOfConnection: 20,
} as const;

/** The last sequence that was seen: 0 for none. */
const seenSequence = z.int().min(0).max(999_999_999);
const sequence = seenSequence.min(1).meta({ description: "Counts the order's facts from 1, without gaps." });
const orderId = id("order");
const allOrders = z.literal("all");

/** What a client may send. */
export const clientMessage = z
  .union([
    z.strictObject({ action: z.literal("subscribe"), orderId, after: seenSequence.default(0) }),
    z.strictObject({ action: z.literal("subscribe"), orders: allOrders }),
    z.strictObject({ action: z.literal("unsubscribe"), orderId }),
    z.strictObject({ action: z.literal("unsubscribe"), orders: allOrders }),
    z.strictObject({ action: z.literal("ping") }),
  ])
  .meta({ id: "TrackingClientMessage" });
/** What a client may send; `after` may be left out. */
export type ClientMessage = z.input<typeof clientMessage>;

/** The topic is followed from now on; of an order, its facts up to `sequence` and after the client's `after` come next. */
export const subscribedMessage = z.union([
  z.strictObject({ type: z.literal("subscribed"), orderId, sequence }),
  z.strictObject({ type: z.literal("subscribed"), orders: allOrders }),
]);

/** No more is sent, but for what was on its way. */
export const unsubscribedMessage = z.union([
  z.strictObject({ type: z.literal("unsubscribed"), orderId }),
  z.strictObject({ type: z.literal("unsubscribed"), orders: allOrders }),
]);

/** What of a fact everybody may see who sees the order; the order itself says the rest. */
export const trackedData = z.strictObject({
  orderNumber,
  total: moneyValue,
  expiresAt: timestamp.optional().meta({ description: "Of `order.placed`: until when it holds its stock unpaid." }),
  reason: z.enum(cancelReasons).optional().meta({ description: "Of `order.canceled`." }),
});

/** Something happened to an order. Data are left out of facts that this version does not show. */
export const factMessage = z
  .strictObject({
    type: z.literal("fact"),
    orderId,
    sequence,
    name: z.string().meta({ description: "The fact's name: `order.confirmed`." }),
    version: z.int().min(1).meta({ description: "Of the fact's contract." }),
    occurredAt: timestamp,
    data: trackedData.optional(),
  })
  .meta({ id: "TrackingFact" });
/** A fact as a connection gets it. */
export type FactMessage = z.output<typeof factMessage>;

/** The answer to `ping`. */
export const pongMessage = z.strictObject({ type: z.literal("pong"), at: timestamp });

/** A message could not be done as asked; the connection stays open. */
export const problemMessage = z
  .strictObject({
    type: z.literal("problem"),
    problem: z
      .looseObject({
        type: z.string(),
        title: z.string(),
        status: z.int(),
        code: z.string(),
        detail: z.string().optional(),
      })
      .meta({ description: "As an HTTP answer would have it (RFC 9457)." }),
    orderId: orderId.optional().meta({ description: "The order that the message named." }),
  })
  .meta({ id: "TrackingProblem" });

/** What the socket may send. */
export const serverMessage = z
  .union([...subscribedMessage.options, ...unsubscribedMessage.options, factMessage, pongMessage, problemMessage])
  .meta({ id: "TrackingServerMessage" });
/** What the socket may send, told apart by `type`. */
export type ServerMessage = z.output<typeof serverMessage>;

/** API Gateway's own word: a message failed, or came too soon. The connection stays open. */
export const gatewayMessage = z.looseObject({ message: z.string(), connectionId: z.string(), requestId: z.string() });

/** The answer of `POST /v1/tracking-tickets`. */
export const trackingTicket = z
  .strictObject({
    ticket: z.string().meta({ description: "Opens one connection, once: `url?ticket=<ticket>`." }),
    url: z.string().meta({ description: "Where the socket is (`wss://…`)." }),
    expiresAt: timestamp,
  })
  .meta({ id: "TrackingTicket" });
