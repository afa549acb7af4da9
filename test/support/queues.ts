import { randomUUID } from "node:crypto";
import { SNSClient, SubscribeCommand, UnsubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  type Message,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import type { LocalReady } from "../../cli/src/ready.ts";
import { awsSettings } from "../../cli/src/sign-in.ts";

/** A message as a test reads it. */
export type Received = {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Takes the message off its queue. */
  delete(): Promise<void>;
};

/** The most messages that one ReceiveMessage brings. */
const batch = 10;

/** The stack's queues and topics, through AWS's own SDK. */
export function createQueues(ready: LocalReady) {
  const sqs = new SQSClient(awsSettings(ready));
  const sns = new SNSClient(awsSettings(ready));

  const urlOf = async (queue: string): Promise<string> => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${ready.stage}-${queue}` }));
    if (QueueUrl === undefined) throw new Error(`There is no queue ${queue}.`);
    return QueueUrl;
  };

  const arnOf = async (QueueUrl: string): Promise<string> => {
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
    return Attributes?.["QueueArn"] ?? "";
  };

  const receivedFrom =
    (QueueUrl: string) =>
    ({ Body = "", MessageAttributes = {}, ReceiptHandle }: Message): Received => ({
      body: Body,
      attributes: Object.fromEntries(
        Object.entries(MessageAttributes).map(([name, { StringValue = "" }]) => [name, StringValue]),
      ),
      delete: async () => {
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      },
    });

  /** Looks at what waits, without hiding it. */
  const look = async (QueueUrl: string): Promise<readonly Received[]> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: batch,
        MessageAttributeNames: ["All"],
        VisibilityTimeout: 0,
        WaitTimeSeconds: 0,
      }),
    );
    return Messages.map(receivedFrom(QueueUrl));
  };

  return {
    /** A consumer's dead letters that mention a text. */
    async deadLetters(consumer: string, mention: string): Promise<readonly Received[]> {
      const messages = await look(await urlOf(`${consumer}-dead-letters`));
      return messages.filter(({ body }) => body.includes(mention));
    },
    /**
     * Sends a consumer's dead letters to it again, as an operator does; without a destination, to where SQS had them
     * from.
     */
    async redrive(consumer: string, to: "the consumer" | "their source"): Promise<void> {
      const SourceArn = await arnOf(await urlOf(`${consumer}-dead-letters`));
      const DestinationArn = to === "the consumer" ? await arnOf(await urlOf(consumer)) : undefined;
      await sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
      const { Results: [task] = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
      if (task?.Status === "FAILED") throw new Error(`The dead letters of ${consumer} stay: ${task.FailureReason}.`);
    },
    /** A queue of the test's own behind a topic: everything published from now on. */
    async subscribe(topic: string) {
      const TopicArn = `arn:aws:sns:${ready.region}:000000000000:${ready.stage}-${topic}`;
      const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: `test-${randomUUID()}` }));
      const Endpoint = await arnOf(QueueUrl);
      const Statement = {
        ...{ Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:SendMessage" },
        ...{ Resource: Endpoint, Condition: { ArnEquals: { "aws:SourceArn": TopicArn } } },
      };
      const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
      const { SubscriptionArn } = await sns.send(
        new SubscribeCommand({
          ...{ TopicArn, Protocol: "sqs", Endpoint },
          Attributes: { RawMessageDelivery: "true" },
          ReturnSubscriptionArn: true,
        }),
      );
      return {
        /** What was published and not taken yet. */
        async take(): Promise<readonly Received[]> {
          const taken = await look(QueueUrl);
          for (const message of taken) await message.delete();
          return taken;
        },
        unsubscribe: () => sns.send(new UnsubscribeCommand({ SubscriptionArn })),
      };
    },
  };
}
