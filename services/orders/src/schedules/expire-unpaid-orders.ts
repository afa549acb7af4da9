import { defineSchedule } from "@millrace/contracts/define-service";
import { sweep } from "@millrace/table/sweep";
import { cancelDoors, cancelUnpaidOrder } from "../commands/cancel-unpaid-order.ts";
import { confirmDoors, confirmOrder } from "../commands/confirm-order.ts";
import type { Ports } from "../ports.ts";

/**
 * Cancels orders that were not paid in time, so that their stock is back within two minutes of `expiresAt`, and confirms
 * those that cost nothing and were forgotten. One that fails does not keep the others waiting; the run then counts as
 * failed, and the next one tries it again.
 */
export const expireUnpaidOrders = defineSchedule(
  { everyMinutes: 1, doors: { ...cancelDoors, ...confirmDoors } },
  (tick, ports: Ports, doors) =>
    sweep(
      (shard, position) => ports.orders.listDue(shard, tick.at, position),
      (order) =>
        order.paymentStatus === "not_required"
          ? confirmOrder(ports, doors, tick, order)
          : cancelUnpaidOrder(ports, doors, tick, order, "unpaid"),
    ),
);
