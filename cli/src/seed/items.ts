import type { Fact } from "@millrace/contracts/define-event";
import type { Origin } from "@millrace/contracts/define-route";
import { journalsOf } from "@millrace/table/journal";
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

/** The items that transact items would create; one that changes something is refused with a `TypeError`. */
export function createdBy(items: readonly TransactItem[]): readonly Item[] {
  return items.map(({ entity, action }) => {
    const { TransactItems } = createWriteTransaction({ entity }, () => [action]).params() as unknown as Puts;
    const created = TransactItems[0]?.Put?.Item;
    if (created === undefined) throw new TypeError("A seed creates items; this changes one.");
    return created;
  });
}

/** Tells facts as a seed does: the relay passes them over. Give it what a decision returned, and when it was made. */
export function seededFacts(table: Table, { seed }: Plan): (fact: Fact, at: Date) => readonly Item[] {
  const append = journalsOf(table);
  return (fact, at) => createdBy([append(fact, { at, origin: originOf(seed) }, { seeded: true })]);
}

/** Who caused what a seed made up. */
function originOf(seed: number): Origin {
  const cause = `seed-${seed}`;
  return { actor: "seed", correlationId: cause, causationId: cause, causationDepth: 0 };
}
