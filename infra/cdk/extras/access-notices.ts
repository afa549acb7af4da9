import type { Route } from "@millrace/contracts/define-route";
import { FilterPattern, type IFilterPattern, SubscriptionFilter } from "aws-cdk-lib/aws-logs";
import { LambdaDestination } from "aws-cdk-lib/aws-logs-destinations";
import { watchFailedInvocations } from "../alarms.ts";
import type { Api } from "../api-stack.ts";
import { type DeployedService, functionWokenBy } from "../deployed.ts";
import { noticedRoutes } from "../noticed-routes.ts";
import { keepFailedInvocations } from "../queues.ts";

/** CloudWatch Logs' bound on the length of a filter pattern (PutSubscriptionFilter). */
const maxPatternLength = 1024;

/**
 * The access log's lines about noticed routes, refused calls included; every line, when the routes are too many to
 * name.
 */
export function noticedLines(routes: readonly Route[]): IFilterPattern {
  const terms = routes.map(({ method, path }) => `$.method = "${method}" && $.resourcePath = "${path}"`);
  const pattern = `{ ${terms.join(" || ")} }`;
  return pattern.length > maxPatternLength ? FilterPattern.allEvents() : FilterPattern.literal(pattern);
}

/**
 * Hands the noticed lines of the access log to the relay: no handler makes a call for it, and no caller waits. Lines it
 * cannot handle wait in its dead letters; like the log itself they hold ids and paths, and nothing personal.
 */
export function subscribeToAccessLog(relay: DeployedService, { stack, accessLog }: Api): void {
  const access = functionWokenBy(relay, "logs");
  const routes = noticedRoutes(relay.foundation.services);
  if (routes.length === 0) return;
  new SubscriptionFilter(stack, "AccessNotices", {
    logGroup: accessLog,
    destination: new LambdaDestination(access.fn),
    filterPattern: noticedLines(routes),
  });
  const deadLetters = keepFailedInvocations(relay.stack, relay.foundation.settings.stage, access);
  watchFailedInvocations(relay.stack, relay.foundation, access, deadLetters);
}
