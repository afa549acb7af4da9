import type { Route } from "@millrace/contracts/define-route";
import { kebab, type Reaction, type Schedule, type Service } from "@millrace/contracts/define-service";

/** What wakes a function; decides its timeout, its alarms and what is wired to it. */
export type Trigger = "http" | "authorizer" | "queue" | "schedule" | "stream" | "logs";

/** One function: its name in folder, log group, queue, alarm and trace, and what of its service it runs. */
export type FunctionPlan = {
  /** Without the stage: `orders-checkout`. */
  readonly name: string;
  readonly service: string;
  readonly trigger: Trigger;
  readonly routes: Readonly<Record<string, Route>>;
  readonly reactions: Readonly<Record<string, Reaction>>;
  readonly schedules: Readonly<Record<string, Schedule>>;
  /** A module of the service that exports the handler itself, for the few functions that no manifest can describe. */
  readonly module?: string;
};

/** Functions that are neither routes, reactions nor schedules: they are plumbing, and touch no table. */
const plumbing: Readonly<Record<string, readonly Pick<FunctionPlan, "name" | "trigger" | "module">[]>> = {
  relay: [
    { name: "relay", trigger: "stream", module: "events/relay.ts" },
    { name: "relay-topics", trigger: "queue", module: "events/relay-topics.ts" },
    { name: "relay-access", trigger: "logs", module: "events/relay-access.ts" },
  ],
  customers: [{ name: "customers-authorizer", trigger: "authorizer", module: "adapters/authorizer.ts" }],
};

function isEmpty(record: object): boolean {
  return Object.keys(record).length === 0;
}

/** Derives a service's functions: its API, routes with rights or scaling of their own, its queue, its schedules. */
export function functionsOf(service: Service): readonly FunctionPlan[] {
  const nothing = { service: service.name, routes: {}, reactions: {}, schedules: {} };
  const byFunction = Object.groupBy(Object.entries(service.routes), ([, { ownFunction }]) => ownFunction ?? "api");
  const http = Object.entries(byFunction).map(([name, routes]) => ({
    ...nothing,
    name: `${service.name}-${name}`,
    trigger: "http" as const,
    routes: Object.fromEntries(routes ?? []),
  }));
  const events = {
    ...nothing,
    name: `${service.name}-events`,
    trigger: "queue" as const,
    reactions: service.reactions,
  };
  const schedules = Object.entries(service.schedules).map(([name, schedule]) => ({
    ...nothing,
    name: `${service.name}-${kebab(name)}`,
    trigger: "schedule" as const,
    schedules: { [name]: schedule },
  }));
  const others = (plumbing[service.name] ?? []).map((plan) => ({ ...nothing, ...plan }));
  return [...http, ...(isEmpty(service.reactions) ? [] : [events]), ...schedules, ...others];
}
