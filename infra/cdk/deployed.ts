import type { Service } from "@millrace/contracts/define-service";
import type { Stack } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Foundation } from "./foundation.ts";
import type { FunctionPlan, Trigger } from "./plan.ts";

/** A deployed function beside the plan it was made from. */
export type DeployedFunction = { readonly plan: FunctionPlan; readonly fn: LambdaFunction };

/** A function's queue and where its messages end that cannot be handled. */
export type ConsumerQueue = { readonly queue: Queue; readonly deadLetters: Queue };

/** A service as it is deployed: what its extras, and the API, are built on. */
export type DeployedService = {
  readonly service: Service;
  readonly stack: Stack;
  readonly foundation: Foundation;
  readonly functions: readonly DeployedFunction[];
  /** By function name: the queues of its consumers. */
  readonly queues: ReadonlyMap<string, Queue>;
  /** Present when the service has rules. */
  readonly undelivered: Queue | undefined;
};

/**
 * The service's only function that is woken by this.
 *
 * @throws Error where it has none
 */
export function functionWokenBy({ service, functions }: DeployedService, trigger: Trigger): DeployedFunction {
  const found = functions.find(({ plan }) => plan.trigger === trigger);
  if (found === undefined) throw new Error(`${service.name} has no ${trigger} function.`);
  return found;
}
