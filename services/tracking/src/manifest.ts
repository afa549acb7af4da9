import { socket, socketAuthorizer } from "@millrace/contracts/define-handler";
import { defineService } from "@millrace/contracts/define-service";
import { socketDoors } from "./adapters/socket-doors.ts";
import { onOrderCanceled } from "./events/on-order-canceled.ts";
import { onOrderConfirmed } from "./events/on-order-confirmed.ts";
import { onOrderPlaced } from "./events/on-order-placed.ts";
import { createTrackingTicket } from "./http/create-tracking-ticket.ts";

export const tracking = defineService("tracking", {
  purpose: "For storefronts and dashboards: orders followed live, over a WebSocket.",
  routes: { createTrackingTicket },
  reactions: { onOrderPlaced, onOrderConfirmed, onOrderCanceled },
  handlers: {
    authorizer: socketAuthorizer("adapters/authorizer.ts"),
    socket: socket("adapters/socket.ts", socketDoors),
  },
});
