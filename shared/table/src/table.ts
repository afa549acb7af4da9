import type { DynamoDb } from "@millrace/aws/dynamodb";
import type { createWriteTransaction } from "electrodb";

/** The one table: its client and physical name. ElectroDB entities take it as their configuration. */
export type Table = { readonly client: DynamoDb; readonly table: string };

/**
 * Physical attribute and index names; the CDK table and every entity read them here and nowhere else. `gsi1` lists
 * shown to people (ALL) · `gsi2` work finders and SKUs by spelling (KEYS_ONLY) · `gsi3` the feed (KEYS_ONLY) · `gsi4`
 * reserved (ALL).
 */
export const tableKeys = {
  partition: "pk",
  sort: "sk",
  expiry: "ttl",
  indexes: { gsi1: "ALL", gsi2: "KEYS_ONLY", gsi3: "KEYS_ONLY", gsi4: "ALL" },
} as const;

/**
 * Makes something of each table once, when it is first asked for: an entity takes a millisecond to make, and many stores
 * and doors work with the same.
 */
export function perTable<Made>(make: (table: Table) => Made): (table: Table) => Made {
  const known = new WeakMap<Table, { readonly made: Made }>();
  return (table) => {
    const { made } = known.get(table) ?? { made: make(table) };
    known.set(table, { made });
    return made;
  };
}

type IndexName = keyof typeof tableKeys.indexes;

function key<const Facet extends string>(field: string, composite: readonly Facet[]) {
  // Ids are case-sensitive words; ElectroDB would lower-case them into each other.
  return { field, composite, casing: "none" } as const;
}

/** The item's own key. */
export function primary<const Partition extends string, const Sort extends string>(keys: {
  readonly partition: readonly Partition[];
  readonly sort: readonly Sort[];
}) {
  return { pk: key(tableKeys.partition, keys.partition), sk: key(tableKeys.sort, keys.sort) };
}

/**
 * What ElectroDB must know of an index's projection: of a keys-only one it reads the items themselves when told to
 * `hydrate`.
 */
const projections = { ALL: "all", KEYS_ONLY: "keys_only" } as const;
type ProjectionOf<Name extends IndexName> = (typeof projections)[(typeof tableKeys.indexes)[Name]];

/** A key in one of the indexes. */
export function indexed<const Name extends IndexName, const Partition extends string, const Sort extends string>(
  index: Name,
  keys: { readonly partition: readonly Partition[]; readonly sort: readonly Sort[] },
) {
  return {
    index,
    projection: projections[tableKeys.indexes[index]] as ProjectionOf<Name>,
    pk: key(`${index}pk`, keys.partition),
    sk: key(`${index}sk`, keys.sort),
  };
}

/** Any ElectroDB entity, where only its place in a transaction or a batch matters. */
export type AnyEntity = Parameters<typeof createWriteTransaction>[0][string];

/** Every key of a service's entities begins like this; IAM grants are made of it. */
export function keyPrefixOf(service: string): string {
  return `$${service}#`;
}

/** The journal's entity name in every service; the stream mapping's filter and the relay look for it in `__edb_e__`. */
export const journalEntityName = "journal";

/** Marks a journal entry that was made up to fill a shop; the stream mapping's filter and the relay pass over it. */
export const seededAttribute = "seeded";
