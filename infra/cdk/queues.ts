import { busSourceOf, type EventContract, isForeign } from "@millrace/contracts/define-event";
import { kebab } from "@millrace/contracts/define-service";
import { Duration, type Stack } from "aws-cdk-lib";
import {
  type EventBus,
  type EventPattern,
  Schedule as Rate,
  Rule,
  type RuleProps,
  type RuleTargetInput,
} from "aws-cdk-lib/aws-events";
import { LambdaFunction, SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { EventInvokeConfig, EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { accept } from "./accept.ts";
import { type DeployedFunction, timeoutSeconds } from "./functions.ts";

/** The receive at which the queue chain sets a message aside, together with its reason. */
const maxReceives = 4;

/** Lambda's own advice for the queue of a function (Lambda Developer Guide, "Using Lambda with Amazon SQS"). */
const visibilityTimeouts = 6;

/** The most invocations one queue starts at a time, so that a backlog leaves capacity to the API. */
const maxConcurrency = 10;

/** A function's queue and where its messages end that cannot be handled. */
export type ConsumerQueue = { readonly queue: Queue; readonly deadLetters: Queue };

const sealed = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };

/** A queue that people empty; it keeps messages as long as SQS can. */
function createDeadLetters(stack: Stack, id: string, queueName: string): Queue {
  const queue = new Queue(stack, id, { queueName, retentionPeriod: Duration.days(14), ...sealed });
  accept(queue, { "AwsSolutions-SQS3": "This is itself where messages end that were given up." });
  return queue;
}

/** Facts and ticks of one service that its targets did not take; the messages name rule and target. */
export function createUndelivered(stack: Stack, stage: string, service: string): Queue {
  return createDeadLetters(stack, "undelivered", `${stage}-${service}-undelivered`);
}

/**
 * The queue a function is fed from. The chain moves a message to the dead letters at its `maxReceives`th receive, with
 * the reason. SQS redrives one receive later and without a reason: the net for a function that dies before it can.
 */
export function createConsumerQueue(stack: Stack, stage: string, consumer: DeployedFunction): ConsumerQueue {
  const { plan, fn } = consumer;
  const queueName = `${stage}-${plan.name}`;
  const deadLetters = createDeadLetters(stack, `${plan.name}-dead-letters`, `${queueName}-dead-letters`);
  const queue = new Queue(stack, `${plan.name}-queue`, {
    queueName,
    visibilityTimeout: Duration.seconds(visibilityTimeouts * timeoutSeconds[plan.trigger]),
    retentionPeriod: Duration.days(4),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: maxReceives + 1 },
    ...sealed,
  });
  fn.addEnvironment("DEAD_LETTER_QUEUE_URL", deadLetters.queueUrl);
  fn.addEnvironment("MAX_RECEIVES", String(maxReceives));
  fn.addToRolePolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [deadLetters.queueArn] }));
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
      resources: [queue.queueArn],
    }),
  );
  new EventSourceMapping(stack, `${plan.name}-mapping`, {
    target: fn,
    eventSourceArn: queue.queueArn,
    batchSize: 10,
    reportBatchItemFailures: true,
    maxConcurrency,
  });
  return { queue, deadLetters };
}

/**
 * Keeps what a function cannot handle that Lambda invokes on its own, for log lines: a record of the event, with the reason,
 * waits in the function's dead letters after two retries of an error or six hours of throttles. It is sent in the
 * function's role.
 */
export function keepFailedInvocations(stack: Stack, stage: string, { plan, fn }: DeployedFunction): Queue {
  const deadLetters = createDeadLetters(stack, `${plan.name}-dead-letters`, `${stage}-${plan.name}-dead-letters`);
  fn.addToRolePolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [deadLetters.queueArn] }));
  new EventInvokeConfig(stack, `${plan.name}-invocations`, {
    function: fn,
    retryAttempts: 2,
    maxEventAge: Duration.hours(6),
    onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
  });
  return deadLetters;
}

/** The pattern of one fact on the bus, and of nothing else. */
export function patternOf({ service, name }: EventContract): EventPattern {
  return {
    source: [busSourceOf(service)],
    detailType: [name],
  };
}

/** A rule that hands what matches, or what `message` makes of it, to a queue, for a day, and then to the undelivered. */
export function feed(
  stack: Stack,
  id: string,
  rule: RuleProps,
  queue: Queue,
  undelivered: Queue,
  message?: RuleTargetInput,
): Rule {
  return new Rule(stack, id, {
    ...rule,
    targets: [
      new SqsQueue(queue, {
        deadLetterQueue: undelivered,
        maxEventAge: Duration.hours(24),
        retryAttempts: 185,
        ...(message === undefined ? {} : { message }),
      }),
    ],
  });
}

/** A rule for each fact that a queue's function reacts to. What AWS services tell of themselves is not on this bus. */
export function feedFacts(
  stack: Stack,
  stage: string,
  bus: EventBus,
  consumer: DeployedFunction,
  queue: Queue,
  undelivered: Queue,
): void {
  for (const [name, { to }] of Object.entries(consumer.plan.reactions)) {
    if (isForeign(to)) continue;
    const ruleName = `${stage}-${consumer.plan.service}-${kebab(name)}`;
    feed(stack, `${kebab(name)}-rule`, { ruleName, eventBus: bus, eventPattern: patternOf(to) }, queue, undelivered);
  }
}

/** Runs a schedule's function. A tick that could not be delivered in time is not made up for: the next one is near. */
export function tick(stack: Stack, stage: string, { plan, fn }: DeployedFunction, undelivered: Queue): void {
  for (const { everyMinutes } of Object.values(plan.schedules)) {
    new Rule(stack, `${plan.name}-rule`, {
      ruleName: `${stage}-${plan.name}`,
      schedule: Rate.rate(Duration.minutes(everyMinutes)),
      targets: [
        new LambdaFunction(fn, {
          deadLetterQueue: undelivered,
          maxEventAge: Duration.minutes(everyMinutes),
          retryAttempts: 2,
        }),
      ],
    });
  }
}
