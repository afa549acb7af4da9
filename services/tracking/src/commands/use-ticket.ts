import { createHash } from "node:crypto";
import type { Owner } from "@millrace/kernel/caller";
import { holderOf } from "../domain/ticket.ts";
import type { Ports } from "../ports.ts";

/** What of a ticket is kept: who reads the table opens no connection by it. */
export function hashOf(ticket: string): string {
  return createHash("sha256").update(ticket).digest("base64url");
}

/** Uses a ticket up; undefined where it proves nobody, or not any more. Of two who use it at once, one is let in. */
export async function useTicket(
  { tickets, now }: Pick<Ports, "tickets" | "now">,
  ticket: string,
): Promise<Owner | undefined> {
  const used = await tickets.use(hashOf(ticket), now());
  return used && holderOf(used);
}
