import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import type { Door } from "@millrace/contracts/define-door";
import type { Service } from "@millrace/contracts/define-service";
import { aboutOf, docstringsIn, sourcesOf } from "../../../infra/cdk/docstrings.ts";
import { functionsOf } from "../../../infra/cdk/plan.ts";
import { services } from "../../../infra/cdk/services.ts";
import { accessPatternsOf } from "./access-patterns.ts";
import { doorsOf, type Printed, tablesOf, type WithDoors } from "./sections.ts";

const root = join(import.meta.dirname, "../../..");

const begin = "<!-- Printed by `npm run docs`. Change what it is printed from, not the tables. -->";
const end = "<!-- End of what is printed. -->";

/** A README as it is to be. */
export type Readme = { readonly service: string; readonly path: string; readonly text: string };

/** The functions that go through a door. */
function usersOf(door: Door): readonly string[] {
  return services
    .flatMap(functionsOf)
    .filter(({ routes, reactions, schedules }) =>
      [routes, reactions, schedules]
        .flatMap((declarations): readonly WithDoors[] => Object.values(declarations))
        .flatMap(doorsOf)
        .some(({ service, name }) => service === door.service && name === door.name),
    )
    .map(({ name }) => name);
}

function isDoor(value: unknown): value is Door {
  return typeof value === "object" && value !== null && "service" in value && "actions" in value;
}

async function offeredBy(service: string): Promise<Printed["doors"]> {
  const file = join(root, "services", service, "src/doors.ts");
  if (!existsSync(file)) return [];
  const exported: Readonly<Record<string, unknown>> = await import(pathToFileURL(file).href);
  return Object.values(exported)
    .filter(isDoor)
    .map((door) => ({ ...door, users: usersOf(door) }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

function patternsOf(service: string): Printed["patterns"] {
  const docstrings = sourcesOf(`services/${service}/src/data/*.ts`).flatMap((file) =>
    docstringsIn(file).map((docstring) => ({ ...docstring, file })),
  );
  const files = new Map(
    docstrings.map(({ text, file }) => [text.split(".")[0], relative(`services/${service}`, file)]),
  );
  return accessPatternsOf(docstrings).map((pattern) => ({ ...pattern, file: files.get(pattern.id) ?? "" }));
}

async function readmeOf(service: Service, facts: Printed["about"]["facts"]): Promise<Readme> {
  const { name } = service;
  const path = join(root, "services", name, "README.md");
  const [before, rest] = readFileSync(path, "utf8").split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${path} needs the lines\n${begin}\n${end}`);
  const src = `services/${name}/src`;
  const tables = tablesOf({
    service,
    doors: await offeredBy(name),
    about: {
      facts,
      doors: aboutOf(`${src}/doors.ts`),
      reactions: aboutOf(`${src}/events/*.ts`),
      schedules: aboutOf(`${src}/schedules/*.ts`),
    },
    patterns: patternsOf(name),
  });
  return { service: name, path, text: `${before}${begin}\n\n${tables}\n\n${end}${after}` };
}

/** The README of each service: its prose as it stands, its tables as manifests and docstrings tell them now. */
export async function printedReadmes(): Promise<readonly Readme[]> {
  const facts = aboutOf("shared/contracts/src/*.ts");
  return Promise.all(services.map((service) => readmeOf(service, facts)));
}

/** The ids of all access patterns of the house, as often as they are given. */
export function accessPatternIds(): readonly string[] {
  return services.flatMap(({ name }) => patternsOf(name).map(({ id }) => id));
}
