/** The table actions a door needs; IAM judges each action inside a transaction by itself. */
export type DoorAction = "GetItem" | "BatchGetItem" | "Query" | "PutItem" | "UpdateItem";

/** What grants are made from: whose prefix is touched, and how. */
export type Door = { readonly service: string; readonly name: string; readonly actions: readonly DoorAction[] };

/** A door and what is behind it: `open(table)` gives the function that others may call. */
export type OpenableDoor<Table, Through> = Door & { readonly open: (table: Table) => Through };

/**
 * Declares what a service lets another read or write across its wall. A door returns keys to read or parts of a
 * transaction with their conditions and refusals; no door calls another.
 */
export function defineDoor<Table, Through>(door: OpenableDoor<Table, Through>): OpenableDoor<Table, Through> {
  return door;
}
