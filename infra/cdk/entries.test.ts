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
  it("serves a function's routes with the service's ports", () => {
    expect(entryOf("orders-checkout")).toBe(
      [
        'import { httpHandler, serve } from "@millrace/lambda/http";',
        'import { allowedOrigins } from "@millrace/lambda/cors";',
        'import { ports } from "./services/orders/src/env.ts";',
        'import { checkout } from "./services/orders/src/http/checkout.ts";',
        "export const handler = httpHandler(serve({ checkout }, ports), allowedOrigins());",
      ].join("\n"),
    );
  });

  it("reacts to a queue's facts under the function's name", () => {
    expect(entryOf("orders-events")).toContain(
      'queueHandler(react("orders-events", { onPaymentAuthorized, onPaymentFailed }, ports), redrivePolicy())',
    );
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
