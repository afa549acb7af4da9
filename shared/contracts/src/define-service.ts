import type { Door } from "./define-door.ts";
import type { EventContract, Fact } from "./define-event.ts";
import type { Origin, Route } from "./define-route.ts";

/** What a consumer gets: the fact, and where its own writes come from. */
export type Received<Contract extends EventContract> = Fact<Contract> & { readonly origin: Origin };

/** One consumed fact and its effect. It returns when done and throws when not; either may happen more than once. */
export type Reaction<Ports = never> = {
  readonly to: EventContract;
  readonly doors: readonly Door[];
  readonly create: (ports: Ports) => (received: Received<never>) => Promise<void>;
};

export function defineReaction<Ports, Contract extends EventContract>(
  declaration: { readonly to: Contract; readonly doors?: readonly Door[] },
  create: (ports: Ports) => (received: Received<Contract>) => Promise<void>,
): Reaction<Ports> {
  return {
    to: declaration.to,
    doors: declaration.doors ?? [],
    create: create as Reaction<Ports>["create"],
  };
}

/** Work that time starts. It finds what is due by an index and changes each item by a condition. */
export type Schedule<Ports = never> = {
  readonly everyMinutes: number;
  readonly doors: readonly Door[];
  readonly create: (ports: Ports) => (origin: Origin) => Promise<void>;
};

export function defineSchedule<Ports>(
  declaration: { readonly everyMinutes: number; readonly doors?: readonly Door[] },
  create: (ports: Ports) => (origin: Origin) => Promise<void>,
): Schedule<Ports> {
  return { everyMinutes: declaration.everyMinutes, doors: declaration.doors ?? [], create };
}

/** What a service is to the outside; everything deployed, documented and granted is derived from it. */
export type Service = {
  readonly name: string;
  /** By name: `getOrder` lives in `src/http/get-order.ts`. */
  readonly routes: Readonly<Record<string, Route>>;
  readonly publishes: readonly EventContract[];
  /** By name: `onPaymentAuthorized` lives in `src/events/on-payment-authorized.ts`. */
  readonly reactions: Readonly<Record<string, Reaction>>;
  /** By name: `expireUnpaidOrders` lives in `src/schedules/expire-unpaid-orders.ts`. */
  readonly schedules: Readonly<Record<string, Schedule>>;
};

/** Declares a service. Route, reaction and schedule names are unique and equal their file's name. */
export function defineService(name: string, parts: Partial<Omit<Service, "name">>): Service {
  return Object.freeze({ name, routes: {}, publishes: [], reactions: {}, schedules: {}, ...parts });
}

/** `getOrder` → `get-order`: a thing's file, function and queue bear its name in kebab case. */
export function kebab(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
