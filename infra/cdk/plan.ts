import type { Handler } from "@millrace/contracts/define-handler";
import type { Route } from "@millrace/contracts/define-route";
import { kebab, type Reaction, type Schedule, type Service } from "@millrace/contracts/define-service";
import type { Settings } from "@millrace/contracts/define-settings";

/** What wakes a function; decides its timeout, its alarms and what is wired to it. */
export type Trigger = "http" | "queue" | "schedule" | Handler["trigger"];

/** One function: its name in folder, log group, queue, alarm and trace, and what of its service it runs. */
export type FunctionPlan = {
  /** Without the stage: `orders-checkout`. */
  readonly name: string;
  readonly service: string;
  readonly trigger: Trigger;
  readonly routes: Readonly<Record<string, Route>>;
  readonly reactions: Readonly<Record<string, Reaction>>;
  readonly schedules: Readonly<Record<string, Schedule>>;
  /** Present where the function is none of these. */
  readonly handler?: Handler;
  /** Whether there is anything of its service in the table that it may touch. */
  readonly storesItems: boolean;
  /** What the manifest has it told. */
  readonly settings: Settings;
};

/** API Gateway waits 29 s; a caller gave up long before, and a sweep may have a backlog to work off. */
const timeoutSeconds: Readonly<Record<Trigger, number>> = {
  http: 10,
  authorizer: 10,
  socketAuthorizer: 10,
  socket: 10,
  queue: 30,
  stream: 30,
  logs: 30,
  schedule: 60,
};

/** How long a function may take; a route may need longer than callers usually wait. */
export function timeoutSecondsOf({ trigger, routes }: FunctionPlan): number {
  return Math.max(timeoutSeconds[trigger], ...Object.values(routes).map((route) => route.timeoutSeconds ?? 0));
}

/** Derives a service's functions: its API, routes with rights or scaling of their own, its queue, its schedules. */
export function functionsOf(service: Service): readonly FunctionPlan[] {
  const { name, routes, reactions, schedules, handlers, settings, storesNothing } = service;
  const plain = { service: name, routes: {}, reactions: {}, schedules: {}, storesItems: !storesNothing };
  const withoutRoutes = { ...plain, settings: omitThoseOfRoutes(settings) };
  const byFunction = Object.groupBy(Object.entries(routes), ([, { ownFunction }]) => ownFunction ?? "api");
  return [
    ...Object.entries(byFunction).map(([own, group]) => ({
      ...plain,
      name: `${name}-${own}`,
      trigger: "http" as const,
      routes: Object.fromEntries(group ?? []),
      settings,
    })),
    ...(Object.keys(reactions).length === 0
      ? []
      : [{ ...withoutRoutes, name: `${name}-events`, trigger: "queue" as const, reactions }]),
    ...Object.entries(schedules).map(([key, schedule]) => ({
      ...withoutRoutes,
      name: `${name}-${kebab(key)}`,
      trigger: "schedule" as const,
      schedules: { [key]: schedule },
    })),
    ...Object.entries(handlers).map(([key, handler]) => ({
      ...plain,
      name: key === name ? name : `${name}-${kebab(key)}`,
      trigger: handler.trigger,
      handler,
      storesItems: handler.doors !== undefined,
      settings: handler.settings,
    })),
  ];
}

function omitThoseOfRoutes(settings: Settings): Settings {
  const kept = Object.entries(settings).filter(([, from]) => !(typeof from === "object" && "readBy" in from));
  return Object.fromEntries(kept);
}
