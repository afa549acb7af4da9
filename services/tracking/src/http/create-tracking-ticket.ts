import { defineRoute } from "@millrace/contracts/define-route";
import { trackingTicket } from "@millrace/contracts/tracking";
import { hashOf } from "../commands/use-ticket.ts";
import { ticketFor } from "../domain/ticket.ts";
import type { Ports } from "../ports.ts";

/**
 * A page in a browser can set no header for a WebSocket, and a bearer token in an address ends up in logs. So a token
 * buys a ticket that is good for one connection, soon. No stored answer may hold one: each call makes another.
 */
export const createTrackingTicket = defineRoute(
  "POST /v1/tracking-tickets",
  {
    summary: "Get a ticket that opens one connection to the tracking socket, within 60 seconds.",
    rule: "guestOrCustomer",
    answers: { 201: trackingTicket },
    idempotency: "none",
  },
  async ({ caller, at }, { tickets, newSecret, socketUrl }: Ports) => {
    const ticket = newSecret();
    const issued = ticketFor(caller, hashOf(ticket), at);
    await tickets.issue(issued);
    return { status: 201, body: { ticket, url: socketUrl, expiresAt: issued.expiresAt } };
  },
);
