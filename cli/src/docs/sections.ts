import type { Door } from "@millrace/contracts/define-door";
import { isForeign } from "@millrace/contracts/define-event";
import type { Route } from "@millrace/contracts/define-route";
import { kebab, type Reaction, type Schedule, type Service } from "@millrace/contracts/define-service";
import { schemaFileOf } from "@millrace/contracts/json-schema";
import { type About, constantOf, saidOf } from "../../../infra/cdk/docstrings.ts";
import { functionsOf, type Trigger } from "../../../infra/cdk/plan.ts";
import type { AccessPattern } from "./access-patterns.ts";
import { codes, link, tableOf } from "./markdown.ts";

/** What the tables of one service are made of. Descriptions are docstrings, by the name they stand above. */
export type Printed = {
  readonly service: Service;
  readonly doors: readonly (Door & { readonly users: readonly string[] })[];
  readonly about: {
    readonly facts: About;
    readonly doors: About;
    readonly reactions: About;
    readonly schedules: About;
  };
  /** Each with the file it is in, relative to the service. */
  readonly patterns: readonly (AccessPattern & { readonly file: string })[];
};

/** Doors as a route, a reaction or a schedule declares them. */
export type WithDoors = { readonly doors?: readonly Door[] | Readonly<Record<string, Door>> };

/** The doors that a route, a reaction or a schedule goes through. */
export function doorsOf({ doors }: WithDoors): readonly Door[] {
  return Object.values(doors ?? {});
}

function doorNames(declaration: WithDoors): string {
  return codes(doorsOf(declaration).map(({ service, name }) => `${service}.${name}`));
}

const wakes: Readonly<Record<Trigger, string>> = {
  http: "API Gateway",
  authorizer: "API Gateway, to prove a caller",
  socketAuthorizer: "API Gateway, to prove who opens a socket",
  socket: "API Gateway, by the socket",
  queue: "its queue",
  schedule: "its schedule",
  stream: "the table's stream",
  logs: "the API's access log",
};

function functions({ service }: Printed): string {
  return tableOf(
    ["function", "started by", "settings"],
    functionsOf(service).map(({ name, trigger, handler, settings }) => [
      codes([name]),
      handler?.takes ? `${wakes[trigger]}: ${codes(handler.takes.map((fact) => fact.name))}` : wakes[trigger],
      codes(Object.keys(settings)),
    ]),
  );
}

function routeRow([name, route]: readonly [string, Route]): readonly string[] {
  return [
    link(name, `src/http/${kebab(name)}.ts`),
    codes([`${route.method} ${route.path}`]),
    route.summary,
    route.rule,
    route.method === "GET" ? "" : (route.idempotency ?? "optional"),
    route.ifMatch ?? "",
    codes((route.refusals ?? []).map(({ code }) => code)),
    doorNames(route),
  ];
}

function routes({ service }: Printed): string {
  return tableOf(
    ["name", "route", "what it does", "who may call", "`Idempotency-Key`", "`If-Match`", "refuses with", "doors"],
    Object.entries(service.routes).map(routeRow),
  );
}

function published({ service, about }: Printed): string {
  return tableOf(
    ["fact", "version", "when"],
    service.publishes.map((fact) => [
      link(fact.name, `../../shared/contracts/schemas/${schemaFileOf(fact)}`),
      String(fact.version),
      saidOf(about.facts, constantOf(fact)),
    ]),
  );
}

function reactionRow([name, reaction]: readonly [string, Reaction], about: Printed["about"]): readonly string[] {
  const { to } = reaction;
  return [
    codes([to.name]),
    isForeign(to) ? to.service : link(to.service, `../${to.service}/README.md`),
    link(name, `src/events/${kebab(name)}.ts`),
    saidOf(about.reactions, name),
    doorNames(reaction),
  ];
}

function consumed({ service, about }: Printed): string {
  return tableOf(
    ["fact", "of", "reaction", "effect", "doors"],
    Object.entries(service.reactions).map((entry) => reactionRow(entry, about)),
  );
}

function scheduleRow([name, schedule]: readonly [string, Schedule], about: Printed["about"]): readonly string[] {
  const { everyMinutes } = schedule;
  return [
    link(name, `src/schedules/${kebab(name)}.ts`),
    everyMinutes === 1 ? "every minute" : `every ${everyMinutes} minutes`,
    saidOf(about.schedules, name),
    doorNames(schedule),
  ];
}

function schedules({ service, about }: Printed): string {
  return tableOf(
    ["schedule", "when", "effect", "doors"],
    Object.entries(service.schedules).map((entry) => scheduleRow(entry, about)),
  );
}

function doors({ doors: offered, about }: Printed): string {
  return tableOf(
    ["door", "what it does", "actions", "used by"],
    offered.map(({ name, actions, users }) => [codes([name]), saidOf(about.doors, name), codes(actions), codes(users)]),
  );
}

function accessPatterns({ patterns }: Printed): string {
  return tableOf(
    ["id", "function", "question", "index", "consistency", "bound"],
    patterns.map(({ id, name, file, question, index, consistency, bound }) => [
      id,
      link(name, file),
      question,
      index,
      consistency,
      bound,
    ]),
  );
}

const sections: Readonly<Record<string, (printed: Printed) => string>> = {
  Functions: functions,
  Routes: routes,
  "Facts published": published,
  "Facts consumed": consumed,
  Schedules: schedules,
  "Doors offered": doors,
  "Access patterns": accessPatterns,
};

/** All tables of a service's README, each under its heading. */
export function tablesOf(printed: Printed): string {
  return Object.entries(sections)
    .map(([title, section]) => `## ${title}\n\n${section(printed)}`)
    .join("\n\n");
}
