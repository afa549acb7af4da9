import type { Service } from "@millrace/contracts/define-service";
import { Stack } from "aws-cdk-lib";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { watchFunction, watchQueue, watchUndelivered } from "./alarms.ts";
import type { DeployedService } from "./deployed.ts";
import type { Foundation } from "./foundation.ts";
import { createFunction } from "./functions.ts";
import { functionsOf } from "./plan.ts";
import { createConsumerQueue, createUndelivered } from "./queues.ts";
import { routeFacts, runOnSchedule } from "./rules.ts";

/** Deploys everything that a service's manifest says. */
export function createServiceStack(app: Construct, foundation: Foundation, service: Service): DeployedService {
  const { stage } = foundation.settings;
  const stack = new Stack(app, `millrace-${stage}-${service.name}`);
  const functions = functionsOf(service).map((plan) => createFunction(stack, foundation, plan));
  const consumers = functions.filter(({ plan }) => plan.trigger === "queue");
  const scheduled = functions.filter(({ plan }) => plan.trigger === "schedule");
  const hasRules = consumers.length + scheduled.length > 0;
  const undelivered = hasRules ? createUndelivered(stack, stage, service.name) : undefined;
  const queues = new Map<string, Queue>();

  for (const deployed of functions) watchFunction(stack, foundation, deployed);
  if (undelivered === undefined) return { service, stack, foundation, functions, queues, undelivered };
  watchUndelivered(stack, foundation, service.name, undelivered);
  for (const deployed of scheduled) runOnSchedule(stack, stage, deployed, undelivered);
  for (const consumer of consumers) {
    const queue = createConsumerQueue(stack, stage, consumer);
    watchQueue(stack, foundation, consumer, queue);
    routeFacts(stack, foundation, consumer, queue.queue, undelivered);
    queues.set(consumer.plan.name, queue.queue);
  }
  return { service, stack, foundation, functions, queues, undelivered };
}
