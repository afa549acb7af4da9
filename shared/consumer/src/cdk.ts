import { busSourceOf, type EventContract } from "@millrace/contracts/define-event";
import { Duration } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { type IEventBus, Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { EventSourceMapping, type Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

/** What a consumer is told, and by what it is run. */
export type FactConsumerProps = {
  /** Millrace's bus: `EventBus.fromEventBusName(this, "Bus", "prod-millrace")`. */
  readonly bus: IEventBus;
  readonly facts: readonly EventContract[];
  /** The function whose handler is `consumer.consumeBatch`; its timeout decides how long a message is out. */
  readonly handler: LambdaFunction;
  /** Seconds the handler may take. */
  readonly timeoutSeconds: number;
  /** Begins the names of queues, rule and alarms. */
  readonly name: string;
  /** Who is rung when a message was given up, or waits too long. */
  readonly alarmAction?: IAlarmAction;
};

/** Receives before SQS gives a message up. */
const maxReceives = 5;

/** Lambda's own advice for the queue of a function (Lambda Developer Guide, "Using Lambda with Amazon SQS"). */
const visibilityTimeouts = 6;

/**
 * A rule for some facts, a queue, and a function: with dead letters for what the function gives up, and for what the rule
 * cannot deliver within a day. The function may receive from its queue and send to its dead letters, whose URL it has as
 * DEAD_LETTER_QUEUE_URL. Grant it the table of the guard's marks yourself (`dynamodb:UpdateItem`).
 */
export class FactConsumer extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, props: FactConsumerProps) {
    super(scope, id);
    const { name, handler, facts, bus } = props;
    this.deadLetters = this.#createDeadLetters("DeadLetters", `${name}-dead-letters`);
    this.undelivered = this.#createDeadLetters("Undelivered", `${name}-undelivered`);
    this.queue = new Queue(this, "Queue", {
      queueName: name,
      visibilityTimeout: Duration.seconds(visibilityTimeouts * props.timeoutSeconds),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: maxReceives },
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    new Rule(this, "Rule", {
      ruleName: name,
      eventBus: bus,
      eventPattern: {
        source: [...new Set(facts.map(({ service }) => busSourceOf(service)))],
        detailType: facts.map((fact) => fact.name),
      },
      targets: [
        new SqsQueue(this.queue, {
          deadLetterQueue: this.undelivered,
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    });
    this.#runOn(handler);
    this.#ring(`${name}-dead-letters`, this.deadLetters.metricApproximateNumberOfMessagesVisible(), 0, props);
    this.#ring(`${name}-undelivered`, this.undelivered.metricApproximateNumberOfMessagesVisible(), 0, props);
    const fiveMinutes = Duration.minutes(5).toSeconds();
    this.#ring(`${name}-queue-age`, this.queue.metricApproximateAgeOfOldestMessage(), fiveMinutes, props);
  }

  #createDeadLetters(id: string, queueName: string): Queue {
    return new Queue(this, id, {
      queueName,
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
  }

  #runOn(handler: LambdaFunction): void {
    handler.addEnvironment("DEAD_LETTER_QUEUE_URL", this.deadLetters.queueUrl);
    const grant = (actions: string[], { queueArn }: Queue) =>
      handler.addToRolePolicy(new PolicyStatement({ actions, resources: [queueArn] }));
    grant(["sqs:SendMessage"], this.deadLetters);
    grant(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], this.queue);
    new EventSourceMapping(this, "Mapping", {
      target: handler,
      eventSourceArn: this.queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      maxConcurrency: 10,
    });
  }

  #ring(alarmName: string, metric: IMetric, threshold: number, { alarmAction }: FactConsumerProps): void {
    const alarm = new Alarm(this, alarmName, {
      alarmName,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (alarmAction !== undefined) alarm.addAlarmAction(alarmAction);
  }
}
