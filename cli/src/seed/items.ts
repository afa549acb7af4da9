import type { Origin } from "@millrace/contracts/define-route";
import type { Part } from "@millrace/table/transact";
import { createWriteTransaction } from "electrodb";

/** An item with its keys, as plain values. */
export type Item = Readonly<Record<string, unknown>>;

/** The item that an entity's `create` would put. */
export function itemOf(create: { params(): object }): Item {
  return (create.params() as { Item: Item }).Item;
}

type Puts = { readonly TransactItems: readonly { readonly Put?: { readonly Item: Item } }[] };

/** The items that parts would create; a part that changes one is refused with a `TypeError`. */
export function createdBy(parts: readonly Part[]): readonly Item[] {
  return parts.map(({ entity, item }) => {
    const { TransactItems } = createWriteTransaction({ entity }, () => [item]).params() as unknown as Puts;
    const created = TransactItems[0]?.Put?.Item;
    if (created === undefined) throw new TypeError("A seed creates items; this part changes one.");
    return created;
  });
}

/** Who caused what a seed made up. */
export function originOf(seed: number): Origin {
  return {
    actor: "seed",
    correlationId: `seed-${seed}`,
    causationId: `seed-${seed}`,
    causationDepth: 0,
  };
}
