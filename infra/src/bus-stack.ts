import { Duration, Stack } from "aws-cdk-lib";
import { EventBus, Match } from "aws-cdk-lib/aws-events";
import { Topic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import { accept } from "./accept.ts";
import type { Settings } from "./settings.ts";

/** Where facts and notices leave the house. */
export type Bus = {
  readonly bus: EventBus;
  /** Facts about orders, for whoever keeps customers informed. */
  readonly customerNotices: Topic;
  /** Calls of routes that somebody must hear of. */
  readonly accessNotices: Topic;
  /** Rings for operators; every alarm ends here. */
  readonly alarms: Topic;
};

/** Shorter than the inboxes remember (90 days), so that no replay has an effect twice. */
const archiveRetention = Duration.days(60);

const createTopic = (stack: Stack, id: string, topicName: string): Topic => {
  const topic = new Topic(stack, id, { topicName, enforceSSL: true });
  accept(topic, {
    "AwsSolutions-SNS2":
      "Messages hold ids and states, never personal data; the AWS managed key would shut out alarms and subscribers in other accounts.",
  });
  return topic;
};

/** The stack between services, and between the house and the world. */
export const createBusStack = (app: Construct, { stage }: Settings): Bus => {
  const stack = new Stack(app, `millrace-${stage}-bus`);
  const bus = new EventBus(stack, "Bus", { eventBusName: `${stage}-millrace` });
  bus.archive("Archive", {
    archiveName: `${stage}-millrace`,
    eventPattern: { source: Match.prefix("millrace.") },
    retention: archiveRetention,
  });
  return {
    bus,
    customerNotices: createTopic(stack, "CustomerNotices", `${stage}-customer-notices`),
    accessNotices: createTopic(stack, "AccessNotices", `${stage}-access-notices`),
    alarms: createTopic(stack, "Alarms", `${stage}-alarms`),
  };
};
