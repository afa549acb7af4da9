import { type Doors, openDoors } from "./define-door.ts";

/** A route, a reaction or a schedule: the doors it declares, and what it does. */
type Declared<Input, Ports, Result> = {
  readonly doors?: Doors;
  readonly handle: (input: Input, ports: Ports, doors: never) => Result;
};

function tableOf(ports: object): object | undefined {
  return "table" in ports && ports.table instanceof Object ? ports.table : undefined;
}

/**
 * Makes the handler of a route, a reaction or a schedule from its service's ports, opening the doors that it declares once
 * and for all.
 */
export function createHandler<Input, Ports extends object, Result>(
  { doors = {}, handle }: Declared<Input, Ports, Result>,
  ports: Ports,
): (input: Input) => Result {
  const opened = openDoors(doors, tableOf(ports)) as never;
  return (input) => handle(input, ports, opened);
}
