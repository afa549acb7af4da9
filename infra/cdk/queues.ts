import type { QueueSettings } from "@millrace/contracts/define-settings";
import { Duration, type Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { EventInvokeConfig, EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { accept } from "./accept.ts";
import type { ConsumerQueue, DeployedFunction } from "./deployed.ts";
import { timeoutSecondsOf } from "./plan.ts";

/** The receive at which the queue chain moves a message to the dead letters, together with its reason. */
const maxReceives = 4;

/** Lambda's own advice for the queue of a function (Lambda Developer Guide, "Using Lambda with Amazon SQS"). */
const visibilityTimeouts = 6;

/** The most invocations one queue starts at a time, so that a backlog leaves capacity to the API. */
const maxConcurrency = 10;

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
 * The queue of a function. The chain moves a message to the dead letters at its `maxReceives`th receive, with
 * the reason. SQS redrives one receive later and without a reason: the net for a function that dies before it can.
 */
export function createConsumerQueue(stack: Stack, stage: string, consumer: DeployedFunction): ConsumerQueue {
  const { plan, fn } = consumer;
  const queueName = `${stage}-${plan.name}`;
  const deadLetters = createDeadLetters(stack, `${plan.name}-dead-letters`, `${queueName}-dead-letters`);
  const queue = new Queue(stack, `${plan.name}-queue`, {
    queueName,
    visibilityTimeout: Duration.seconds(visibilityTimeouts * timeoutSecondsOf(plan)),
    retentionPeriod: Duration.days(4),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: maxReceives + 1 },
    ...sealed,
  });
  const settings: QueueSettings = { DEAD_LETTER_QUEUE_URL: deadLetters.queueUrl, MAX_RECEIVES: String(maxReceives) };
  for (const [name, value] of Object.entries(settings)) fn.addEnvironment(name, value);
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
 * Keeps what a function cannot handle that Lambda invokes on its own, for log lines: a record of the event, with the
 * reason, waits in the function's dead letters after two retries of an error or six hours of throttles. It is sent in
 * the function's role.
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
