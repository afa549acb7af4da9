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
  it("serves a function's routes with the service's ports, each loaded when it is called", () => {
    expect(entryOf("orders-checkout")).toBe(
      [
        'import { httpHandler, serveWhenCalled } from "@millrace/lambda/http";',
        'import { allowedOrigins } from "@millrace/lambda/cors";',
        'import { ports } from "./services/orders/src/env.ts";',
        "export const handler = httpHandler(serveWhenCalled({",
        'checkout: { target: "POST /v1/carts/{cartId}/checkout", load: async () => ' +
          '(await import("./services/orders/src/http/checkout.ts")).checkout },',
        "}, ports), allowedOrigins());",
      ].join("\n"),
    );
  });

  it("reacts to a queue's facts under the function's name, each reaction loaded when its fact comes", () => {
    const entry = entryOf("orders-events");
    expect(entry).toContain('queueHandler(reactWhenTold("orders-events", [');
    expect(entry).toContain('{ to: "payment.failed", load: async () => (await import(');
    expect(entry).toContain("], ports), redrivePolicy())");
  });

  it("runs a schedule", () => {
    expect(entryOf("orders-expire-unpaid-orders")).toContain(
      "export const handler = scheduleHandler(expireUnpaidOrders, ports);",
    );
  });

  it("takes any other handler from its module", () => {
    expect(entryOf("relay")).toBe('export { handler } from "./services/relay/src/events/relay.ts";');
  });
});
