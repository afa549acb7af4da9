import { epochSeconds, isoTime } from "@millrace/kernel/clock";
import { singleWrite } from "@millrace/table/single-write";
import type { Table } from "@millrace/table/table";
import type { Ticket } from "../domain/ticket.ts";
import { ticketEntity } from "./ticket.entity.ts";

/** Every access pattern of tickets. */
export type Tickets = {
  /** AP-TK1. A new ticket; its hash is fresh. */
  issue(ticket: Ticket): Promise<void>;
  /** AP-TK2. Uses a ticket up; undefined where it was used, is over, or never was. */
  use(ticketHash: string, at: Date): Promise<Ticket | undefined>;
};

export function createTickets(table: Table): Tickets {
  const entity = ticketEntity(table);
  return {
    async issue(ticket) {
      const item = { ...ticket, groups: [...ticket.groups], ttl: epochSeconds(new Date(ticket.expiresAt)) };
      await singleWrite(() => entity.create(item).go());
    },
    async use(ticketHash, at) {
      const used = await singleWrite(() =>
        entity
          .patch({ ticketHash })
          .set({ usedAt: isoTime(at) })
          .where(({ usedAt, expiresAt }, { notExists, gt }) => `${notExists(usedAt)} AND ${gt(expiresAt, isoTime(at))}`)
          .go({ response: "all_new" }),
      );
      return used?.data as Ticket | undefined;
    },
  };
}
