import type { Route } from "@millrace/contracts/define-route";
import type { Service } from "@millrace/contracts/define-service";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { FilterPattern, type IFilterPattern, SubscriptionFilter } from "aws-cdk-lib/aws-logs";
import { LambdaDestination } from "aws-cdk-lib/aws-logs-destinations";
import { watchFailedInvocations } from "../alarms.ts";
import type { Api } from "../api.ts";
import { keepFailedInvocations } from "../queues.ts";
import { type DeployedService, functionNamed } from "../service-stack.ts";

/** CloudWatch Logs' bound on the length of a filter pattern (PutSubscriptionFilter). */
const maxPatternLength = 1024;

function noticedRoutes(services: readonly Service[]): readonly Route[] {
  return services.flatMap(({ routes }) => Object.values(routes)).filter(({ notice }) => notice);
}

/** The access log's lines about noticed routes, refused calls included; every line, when the routes are too many to name. */
export function noticedLines(routes: readonly Route[]): IFilterPattern {
  const terms = routes.map(({ method, path }) => `$.method = "${method}" && $.resourcePath = "${path}"`);
  const pattern = `{ ${terms.join(" || ")} }`;
  return pattern.length > maxPatternLength ? FilterPattern.allEvents() : FilterPattern.literal(pattern);
}

/**
 * Hands the noticed lines of the access log to the relay: no handler makes a call for it, and no caller waits. Lines it
 * cannot handle wait in its dead letters; like the log itself they hold ids and paths, and nothing personal.
 */
export function subscribeToAccessLog(
  { stack, accessLog }: Api,
  relay: DeployedService,
  services: readonly Service[],
): void {
  const access = functionNamed(relay, "relay-access");
  const { fn } = access;
  const { topicArn } = relay.house.bus.accessNotices;
  const routes = noticedRoutes(services);
  fn.addEnvironment("ACCESS_NOTICES_TOPIC_ARN", topicArn);
  fn.addEnvironment("NOTICED_ROUTES", JSON.stringify(routes.map(({ method, path }) => `${method} ${path}`)));
  fn.addToRolePolicy(new PolicyStatement({ actions: ["sns:Publish"], resources: [topicArn] }));
  if (routes.length === 0) return;
  new SubscriptionFilter(stack, "AccessNotices", {
    logGroup: accessLog,
    destination: new LambdaDestination(fn),
    filterPattern: noticedLines(routes),
  });
  const deadLetters = keepFailedInvocations(relay.stack, relay.house.settings.stage, access);
  watchFailedInvocations(relay.stack, relay.house, access, deadLetters);
}
