import type { EventContract } from "@millrace/contracts/define-event";
import { type Entry, journalOf } from "@millrace/table/journal";
import type { Table } from "@millrace/table/table";
import type { TransactItem } from "@millrace/table/transact";
import { createWriteTransaction } from "electrodb";
import type { Plan } from "./plan.ts";

/** An item with its keys, as plain values. */
export type Item = Readonly<Record<string, unknown>>;

/** The item that an entity's `create` would put. */
export function itemOf(create: { params(): object }): Item {
  return (create.params() as { Item: Item }).Item;
}

type Puts = { readonly TransactItems: readonly { readonly Put?: { readonly Item: Item } }[] };

/** The items that parts would create; a part that changes one is refused with a `TypeError`. */
export function createdBy(parts: readonly TransactItem[]): readonly Item[] {
  return parts.map(({ entity, action }) => {
    const { TransactItems } = createWriteTransaction({ entity }, () => [action]).params() as unknown as Puts;
    const created = TransactItems[0]?.Put?.Item;
    if (created === undefined) throw new TypeError("A seed creates items; this part changes one.");
    return created;
  });
}

/** Tells facts that a seed made up, as entries of a service's journal of which nobody hears: `"orders", "orderId"`. */
export function seededJournal(service: string, idName: string, table: Table, { seed }: Plan) {
  const journal = journalOf(service, idName, table);
  const cause = `seed-${seed}`;
  const origin = { actor: "seed", correlationId: cause, causationId: cause, causationDepth: 0 };
  return <Contract extends EventContract>(fact: Omit<Entry<Contract>, "origin" | "seeded">): readonly Item[] =>
    createdBy([journal.append<Contract>({ ...fact, origin, seeded: true })]);
}
