import { type Doors, openDoors } from "./define-door.ts";

/** A route, a reaction or a schedule: what it declares, and how its handler is made. */
type Declared<Ports, Handler> = {
  readonly doors?: Doors;
  readonly create: (ports: Ports, doors: never) => Handler;
};

/** Makes the handler of a route, a reaction or a schedule from its service's ports, opening the doors that it declares. */
export function createHandler<Ports extends object, Handler>(
  { doors = {}, create }: Declared<Ports, Handler>,
  ports: Ports,
): Handler {
  return create(ports, openDoors(doors, "table" in ports ? ports.table : undefined) as never);
}
