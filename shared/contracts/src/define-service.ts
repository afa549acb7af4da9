import type { Doors, Opened } from "./define-door.ts";
import type { DeliveredFact, EventContract } from "./define-event.ts";
import type { Handler } from "./define-handler.ts";
import type { Origin, Route } from "./define-route.ts";
import type { Settings } from "./define-settings.ts";

/** What a consumer gets: the fact, when it got it, and where its own writes come from. */
export type Received<Contract extends EventContract> = DeliveredFact<Contract> & {
  readonly at: Date;
  readonly origin: Origin;
};

/** One consumed fact and its effect. It returns when done and throws when not; either may happen more than once. */
export type Reaction<Ports = never> = {
  readonly to: EventContract;
  readonly doors: Doors;
  readonly handle: (received: Received<never>, ports: Ports, doors: never) => Promise<void>;
};

/**
 * Declares one reaction: the fact it consumes, the doors it goes through, and its handler, which gets the fact, its
 * service's ports and what is behind those doors.
 */
export function defineReaction<Contract extends EventContract, const Declared extends Doors, Ports>(
  declaration: { readonly to: Contract; readonly doors?: Declared },
  handle: (received: Received<Contract>, ports: Ports, doors: Opened<Declared>) => Promise<void>,
): Reaction<Ports> {
  return { to: declaration.to, doors: declaration.doors ?? {}, handle: handle as Reaction<Ports>["handle"] };
}

/** One run of a schedule: when it began, and where its writes come from. */
export type Tick = { readonly at: Date; readonly origin: Origin };

/** Work that time starts. It finds what is due by an index and changes each item by a condition. */
export type Schedule<Ports = never> = {
  readonly everyMinutes: number;
  readonly doors: Doors;
  readonly handle: (tick: Tick, ports: Ports, doors: never) => Promise<void>;
};

/** Declares work that time starts, the doors it goes through, and its handler, as of a reaction. */
export function defineSchedule<const Declared extends Doors, Ports>(
  declaration: { readonly everyMinutes: number; readonly doors?: Declared },
  handle: (tick: Tick, ports: Ports, doors: Opened<Declared>) => Promise<void>,
): Schedule<Ports> {
  return { ...declaration, doors: declaration.doors ?? {}, handle: handle as Schedule<Ports>["handle"] };
}

/** What a service is to the outside; everything deployed, documented and granted is derived from it. */
export type Service = {
  readonly name: string;
  /** One sentence for those who build on it: its chapter of the API reference begins with it. */
  readonly purpose: string;
  /** By name: `getOrder` lives in `src/http/get-order.ts`. */
  readonly routes: Readonly<Record<string, Route>>;
  readonly publishes: readonly EventContract[];
  /** By name: `onPaymentAuthorized` lives in `src/events/on-payment-authorized.ts`. */
  readonly reactions: Readonly<Record<string, Reaction>>;
  /** By name: `expireUnpaidOrders` lives in `src/schedules/expire-unpaid-orders.ts`. */
  readonly schedules: Readonly<Record<string, Schedule>>;
  /** By name: `authorizer` runs as `customers-authorizer`; one that is called like its service, as the service. */
  readonly handlers: Readonly<Record<string, Handler>>;
  /** What the functions of its routes, reactions and schedules are told beside the table and the key of cursors. */
  readonly settings: Settings;
  /** Present where the service keeps nothing in the table: then its functions may not touch it. */
  readonly storesNothing?: true;
};

/** Declares a service. Route, reaction and schedule names are unique and equal their file's name. */
export function defineService(name: string, parts: Pick<Service, "purpose"> & Partial<Omit<Service, "name">>): Service {
  const nothing = { routes: {}, publishes: [], reactions: {}, schedules: {}, handlers: {}, settings: {} };
  return Object.freeze({ name, ...nothing, ...parts });
}

/** `getOrder` → `get-order`: a thing's file, function and queue bear its name in kebab case. */
export function kebab(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
