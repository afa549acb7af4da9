import { kebab } from "@millrace/contracts/define-service";
import type { FunctionPlan } from "./plan.ts";

/** Loads something when it is needed: the bundler puts it into a file of its own. */
function loadOf(plan: FunctionPlan, file: string, name: string): string {
  return `async () => (await import("./services/${plan.service}/src/${file}.ts")).${name}`;
}

function importOf(names: string, from: string): string {
  return `import { ${names} } from "@millrace/lambda/${from}";`;
}

function httpEntryOf(plan: FunctionPlan, loadPorts: string): readonly string[] {
  return [
    importOf("httpHandler, serveWhenCalled", "http"),
    importOf("allowedOrigins", "cors"),
    "const routes = serveWhenCalled({",
    ...Object.entries(plan.routes).map(([name, { method, path }]) => {
      return `${name}: { target: "${method} ${path}", load: ${loadOf(plan, `http/${kebab(name)}`, name)} },`;
    }),
    `}, ${loadPorts});`,
    "export const handler = httpHandler(routes, allowedOrigins());",
  ];
}

function queueEntryOf(plan: FunctionPlan, loadPorts: string): readonly string[] {
  return [
    importOf("queueHandler, reactWhenTold", "queue"),
    importOf("redrivePolicy", "environment"),
    `const reactions = reactWhenTold("${plan.name}", [`,
    ...Object.entries(plan.reactions).map(([name, { to }]) => {
      return `{ to: "${to.name}", load: ${loadOf(plan, `events/${kebab(name)}`, name)} },`;
    }),
    `], ${loadPorts});`,
    "export const handler = queueHandler(reactions, redrivePolicy());",
  ];
}

function scheduleEntryOf(plan: FunctionPlan, loadPorts: string): readonly string[] {
  const [schedule = ""] = Object.keys(plan.schedules);
  return [
    importOf("runWhenDue", "schedule"),
    `const load = ${loadOf(plan, `schedules/${kebab(schedule)}`, schedule)};`,
    `export const handler = runWhenDue(load, ${loadPorts});`,
  ];
}

const entryOf: Readonly<Record<string, (plan: FunctionPlan, loadPorts: string) => readonly string[]>> = {
  http: httpEntryOf,
  queue: queueEntryOf,
  schedule: scheduleEntryOf,
};

/**
 * The entry module of a function, written as one would by hand: the chain, and the service's ports with the routes, the
 * reactions or the schedule it runs, each loaded when it is first called; of any other handler, its module. Paths are
 * relative to the root of the repository.
 */
export function entrySourceOf(plan: FunctionPlan): string {
  if (plan.handler) return `export { handler } from "./services/${plan.service}/src/${plan.handler.file}";`;
  const lines = entryOf[plan.trigger]?.(plan, loadOf(plan, "env", "ports")) ?? [];
  return lines.join("\n");
}
