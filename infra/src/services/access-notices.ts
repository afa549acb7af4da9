import type { Route } from "@millrace/contracts/define-route";
import type { Service } from "@millrace/contracts/define-service";
import { FilterPattern, SubscriptionFilter } from "aws-cdk-lib/aws-logs";
import { LambdaDestination } from "aws-cdk-lib/aws-logs-destinations";
import type { Api } from "../api.ts";
import { type DeployedService, functionNamed } from "../service-stack.ts";

/** CloudWatch Logs' bound on the length of a filter pattern (PutSubscriptionFilter). */
const maxPatternLength = 1024;

const termOf = ({ method, path }: Route): string => `$.method = "${method}" && $.resourcePath = "${path}"`;

/**
 * The access log's lines about routes that are marked `notice`, refused calls included.
 *
 * @throws RangeError when there are more such routes than one filter pattern holds.
 */
export const noticedCalls = (services: readonly Service[]): string | undefined => {
  const routes = services.flatMap((service) => Object.values(service.routes)).filter(({ notice }) => notice);
  const pattern = `{ ${routes.map(termOf).join(" || ")} }`;
  if (pattern.length > maxPatternLength)
    throw new RangeError(`${routes.length} noticed routes do not fit into one filter pattern.`);
  return routes.length === 0 ? undefined : pattern;
};

/** Hands the noticed lines of the access log to the relay, without a call and without the caller waiting for it. */
export const subscribeToAccessLog = (
  { stack, accessLog }: Api,
  relay: DeployedService,
  services: readonly Service[],
): void => {
  const pattern = noticedCalls(services);
  if (pattern === undefined) return;
  new SubscriptionFilter(stack, "AccessNotices", {
    logGroup: accessLog,
    destination: new LambdaDestination(functionNamed(relay, "relay-access").fn),
    filterPattern: FilterPattern.literal(pattern),
  });
};
