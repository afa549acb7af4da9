import type { Service } from "@millrace/contracts/define-service";
import { Stack } from "aws-cdk-lib";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { watchFunction, watchQueue, watchUndelivered } from "./alarms.ts";
import { createFunction, type DeployedFunction } from "./functions.ts";
import type { House } from "./house.ts";
import { functionsOf } from "./plan.ts";
import { type ConsumerQueue, createConsumerQueue, createUndelivered, feedFacts, tick } from "./queues.ts";

/** A service as it is deployed: what needs of its own, and the API, are built on. */
export type DeployedService = {
  readonly service: Service;
  readonly stack: Stack;
  readonly house: House;
  readonly functions: readonly DeployedFunction[];
  /** By function name: the queues of its consumers. */
  readonly queues: ReadonlyMap<string, ConsumerQueue>;
  /** Present when the service has rules. */
  readonly undelivered: Queue | undefined;
};

/** The service's function of this name. */
export function functionNamed({ functions }: DeployedService, name: string): DeployedFunction {
  const found = functions.find(({ plan }) => plan.name === name);
  if (found === undefined) throw new Error(`There is no function ${name}.`);
  return found;
}

/** Deploys everything that a service's manifest says. */
export function createServiceStack(app: Construct, house: House, service: Service): DeployedService {
  const { stage } = house.settings;
  const stack = new Stack(app, `millrace-${stage}-${service.name}`);
  const functions = functionsOf(service).map((plan) => createFunction(stack, house, plan));
  const consumers = functions.filter(({ plan }) => plan.trigger === "queue");
  const ticking = functions.filter(({ plan }) => plan.trigger === "schedule");
  const undelivered = consumers.length + ticking.length > 0 ? createUndelivered(stack, stage, service.name) : undefined;
  const queues = new Map(
    consumers.map((consumer) => [consumer.plan.name, createConsumerQueue(stack, stage, consumer)]),
  );

  for (const deployed of functions) watchFunction(stack, house, deployed);
  if (undelivered === undefined) return { service, stack, house, functions, queues, undelivered };
  watchUndelivered(stack, house, service.name, undelivered);
  for (const deployed of ticking) tick(stack, stage, deployed, undelivered);
  for (const consumer of consumers) {
    const queue = queues.get(consumer.plan.name);
    if (queue === undefined) continue;
    watchQueue(stack, house, consumer, queue);
    feedFacts(stack, stage, house.bus.bus, consumer, queue.queue, undelivered);
  }
  return { service, stack, house, functions, queues, undelivered };
}
