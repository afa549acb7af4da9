import type { Now } from "@millrace/kernel/clock";
import type { Table } from "@millrace/table/table";
import type { Post } from "./adapters/post.ts";
import { createSlots } from "./data/slots.ts";
import { createSubscriptions } from "./data/subscriptions.ts";
import { createTickets } from "./data/tickets.ts";

/** What differs from one place to another beside the table. */
export type Surroundings = {
  readonly now: Now;
  /** A text that nobody guesses. */
  readonly newSecret: () => string;
  /** Where the socket is: `wss://…/<stage>`. */
  readonly socketUrl: string;
  readonly post: Post;
};

/** Everything that tracking's handlers reach the world through. */
export function createPorts(table: Table, surroundings: Surroundings) {
  return {
    tickets: createTickets(table),
    slots: createSlots(table),
    subscriptions: createSubscriptions(table),
    ...surroundings,
    table,
  };
}
export type Ports = ReturnType<typeof createPorts>;
