import { kebab } from "@millrace/contracts/define-service";
import type { FunctionPlan } from "./plan.ts";

function fileOf(plan: FunctionPlan, room: string, name: string): string {
  return `./services/${plan.service}/src/${room}/${kebab(name)}.ts`;
}

/** Loads a part of the function when it is needed: the bundler puts it into a file of its own. */
function loadOf(plan: FunctionPlan, room: string, name: string): string {
  return `async () => (await import("${fileOf(plan, room, name)}")).${name}`;
}

function importOf(name: string, from: string): string {
  return `import { ${name} } from "${from}";`;
}

function entryOf(plan: FunctionPlan, imports: readonly string[], handler: string): string {
  const ports = importOf("ports", `./services/${plan.service}/src/env.ts`);
  return [...imports, ports, `export const handler = ${handler};`].join("\n");
}

function httpEntryOf(plan: FunctionPlan): string {
  const routes = Object.entries(plan.routes).map(
    ([name, { method, path }]) => `${name}: { target: "${method} ${path}", load: ${loadOf(plan, "http", name)} },`,
  );
  const imports = [
    importOf("httpHandler, serveWhenCalled", "@millrace/lambda/http"),
    importOf("allowedOrigins", "@millrace/lambda/cors"),
  ];
  const served = `serveWhenCalled({\n${routes.join("\n")}\n}, ports)`;
  return entryOf(plan, imports, `httpHandler(${served}, allowedOrigins())`);
}

function queueEntryOf(plan: FunctionPlan): string {
  const reactions = Object.entries(plan.reactions).map(
    ([name, { to }]) => `{ to: "${to.name}", load: ${loadOf(plan, "events", name)} },`,
  );
  const imports = [
    importOf("queueHandler, reactWhenTold", "@millrace/lambda/queue"),
    importOf("redrivePolicy", "@millrace/lambda/environment"),
  ];
  const handlers = `reactWhenTold("${plan.name}", [\n${reactions.join("\n")}\n], ports)`;
  return entryOf(plan, imports, `queueHandler(${handlers}, redrivePolicy())`);
}

function scheduleEntryOf(plan: FunctionPlan): string {
  const [schedule = ""] = Object.keys(plan.schedules);
  const imports = [
    importOf("scheduleHandler", "@millrace/lambda/schedule"),
    importOf(schedule, fileOf(plan, "schedules", schedule)),
  ];
  return entryOf(plan, imports, `scheduleHandler(${schedule}, ports)`);
}

/**
 * The entry module of a function, written as one would by hand: the chain, the service's ports, and the schedule it runs,
 * or its routes or reactions, each to be loaded when it is called for; of any other handler, its module. Paths are
 * relative to the root of the repository.
 */
export function entrySourceOf(plan: FunctionPlan): string {
  if (plan.handler) return `export { handler } from "./services/${plan.service}/src/${plan.handler.file}";`;
  if (plan.trigger === "http") return httpEntryOf(plan);
  if (plan.trigger === "queue") return queueEntryOf(plan);
  return scheduleEntryOf(plan);
}
