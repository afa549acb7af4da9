import { kebab } from "@millrace/contracts/define-service";
import type { FunctionPlan } from "./plan.ts";

function importOf(plan: FunctionPlan, room: string, name: string): string {
  return `import { ${name} } from "./services/${plan.service}/src/${room}/${kebab(name)}.ts";`;
}

function entryOf(plan: FunctionPlan, room: string, names: readonly string[], chain: string, handler: string): string {
  return [
    chain,
    `import { ports } from "./services/${plan.service}/src/env.ts";`,
    ...names.map((name) => importOf(plan, room, name)),
    `export const handler = ${handler};`,
  ].join("\n");
}

/**
 * The entry module of a function, written as one would by hand: the chain, the service's ports, and the routes, reactions
 * or schedule it runs; of any other handler, its module. Paths are relative to the root of the repository.
 */
export function entrySourceOf(plan: FunctionPlan): string {
  if (plan.handler) return `export { handler } from "./services/${plan.service}/src/${plan.handler.file}";`;
  const [routes, reactions, schedules] = [plan.routes, plan.reactions, plan.schedules].map((record) =>
    Object.keys(record),
  );
  if (routes?.length) {
    const chain = `import { httpHandler, serve } from "@millrace/lambda/http";\nimport { allowedOrigins } from "@millrace/lambda/cors";`;
    return entryOf(
      plan,
      "http",
      routes,
      chain,
      `httpHandler(serve({ ${routes.join(", ")} }, ports), allowedOrigins())`,
    );
  }
  if (reactions?.length) {
    const chain = `import { queueHandler, react } from "@millrace/lambda/queue";\nimport { redrivePolicy } from "@millrace/lambda/environment";`;
    const handler = `queueHandler(react("${plan.name}", { ${reactions.join(", ")} }, ports), redrivePolicy())`;
    return entryOf(plan, "events", reactions, chain, handler);
  }
  const [schedule = ""] = schedules ?? [];
  const chain = `import { scheduleHandler } from "@millrace/lambda/schedule";`;
  return entryOf(plan, "schedules", [schedule], chain, `scheduleHandler(${schedule}, ports)`);
}
