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

/** What has been opened on a table: making a store takes milliseconds, and many routes go through the same doors. */
const openedOn = new WeakMap<object, Map<object, unknown>>();

function openOnce(door: Doors[string], table: object): unknown {
  const opened = openedOn.get(table) ?? new Map<object, unknown>();
  openedOn.set(table, opened);
  // Each door says which table it takes; the house has one.
  if (!opened.has(door)) opened.set(door, door.open(table as never));
  return opened.get(door);
}

/**
 * Opens declared doors on a table, each door once on the same table, whoever declares it. The chains do it as a route, a
 * reaction or a schedule is first called; where there is no table, there are no doors to open.
 */
export function openDoors<Declared extends Doors>(doors: Declared, table: object | undefined): Opened<Declared> {
  const opened = Object.entries(doors).map(([name, door]) => [name, table && openOnce(door, table)]);
  return Object.fromEntries(opened);
}
