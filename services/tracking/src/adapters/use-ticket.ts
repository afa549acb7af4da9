import type { Owner } from "@millrace/kernel/caller";
import { connectTable } from "@millrace/lambda/environment";
import { now } from "@millrace/lambda/system";
import { useTicket } from "../commands/use-ticket.ts";
import { createTickets } from "../data/tickets.ts";

const ports = { tickets: createTickets(connectTable()), now };

/** Whom a ticket was made for; undefined where it proves nobody, or not any more. */
export function verifyTicket(ticket: string): Promise<Owner | undefined> {
  return useTicket(ports, ticket);
}
