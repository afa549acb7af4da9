/** The table actions a door needs; IAM judges each action inside a transaction by itself. */
export type DoorAction = "GetItem" | "BatchGetItem" | "Query" | "PutItem" | "UpdateItem";

/** What grants are made from: whose prefix is touched, and how. */
export type Door = { readonly service: string; readonly name: string; readonly actions: readonly DoorAction[] };

/** A door and what is behind it: `open(table)` gives the function that others may call. */
export type OpenableDoor<Table, Through> = Door & { readonly open: (table: Table) => Through };

/** The doors that a route, a reaction or a schedule goes through, each by the name it has for them. */
export type Doors = Readonly<Record<string, OpenableDoor<never, unknown>>>;

/** What is behind each of the doors, by the same names; a door that was not declared is not there. */
export type Opened<Declared> = {
  readonly [Name in keyof Declared]: Declared[Name] extends { readonly open: (table: never) => infer Through }
    ? Through
    : never;
};

/**
 * Declares what a service lets another read or write across its wall. A door returns keys to read or parts of a
 * transaction with their conditions and refusals; no door calls another.
 */
export function defineDoor<Table, Through>(door: OpenableDoor<Table, Through>): OpenableDoor<Table, Through> {
  return door;
}

/** Opens declared doors on a table. The chains do it once, at cold start, for what their function serves alone. */
export function openDoors<Declared extends Doors>(doors: Declared, table: unknown): Opened<Declared> {
  // Each door says which table it takes; the house has one.
  const opened = Object.entries(doors).map(([name, door]) => [name, door.open(table as never)]);
  return Object.fromEntries(opened);
}
