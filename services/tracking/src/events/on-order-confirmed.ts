import { defineReaction } from "@millrace/contracts/define-service";
import { OrderConfirmed } from "@millrace/contracts/orders";
import * as orders from "@millrace/orders/doors";
import { tellSubscribers } from "../commands/tell-subscribers.ts";
import type { Ports } from "../ports.ts";

/** Tells connections that follow the order, or all. A second run passes those of the order that have the fact. */
export const onOrderConfirmed = defineReaction(
  { to: OrderConfirmed, doors: { entries: orders.entries } },
  (fact, ports: Ports, doors) => tellSubscribers(ports, doors.entries, fact),
);
