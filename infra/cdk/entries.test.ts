import { describe, expect, it } from "vitest";
import { entrySourceOf } from "./entries.ts";
import { functionsOf } from "./plan.ts";
import { services } from "./services.ts";

const plans = new Map(services.flatMap(functionsOf).map((plan) => [plan.name, plan]));
function entryOf(name: string): string {
  const plan = plans.get(name);
  if (plan === undefined) throw new Error(`There is no function ${name}.`);
  return entrySourceOf(plan);
}

describe("entrySourceOf", () => {
  it("serves a function's routes, each loaded with the service's ports when it is called", () => {
    expect(entryOf("orders-checkout")).toBe(
      [
        'import { httpHandler, serveWhenCalled } from "@millrace/lambda/http";',
        'import { allowedOrigins } from "@millrace/lambda/cors";',
        "const routes = serveWhenCalled({",
        'checkout: { target: "POST /v1/carts/{cartId}/checkout", load: async () => ' +
          '(await import("./services/orders/src/http/checkout.ts")).checkout },',
        '}, async () => (await import("./services/orders/src/env.ts")).ports);',
        "export const handler = httpHandler(routes, allowedOrigins());",
      ].join("\n"),
    );
  });

  it("reacts to a queue's facts under the function's name, each reaction loaded when its fact comes", () => {
    const entry = entryOf("orders-events");
    expect(entry).toContain('reactWhenTold("orders-events", [');
    expect(entry).toContain('{ to: "payment.failed", load: async () => (await import(');
    expect(entry).toContain("export const handler = queueHandler(reactions, redrivePolicy());");
  });

  it("runs a schedule, loaded when it is due", () => {
    const entry = entryOf("orders-expire-unpaid-orders");
    expect(entry).toContain('import("./services/orders/src/schedules/expire-unpaid-orders.ts")).expireUnpaidOrders;');
    expect(entry).toContain("export const handler = runWhenDue(load, async () =>");
  });

  it("takes any other handler from its module", () => {
    expect(entryOf("relay")).toBe('export { handler } from "./services/relay/src/events/relay.ts";');
  });
});
