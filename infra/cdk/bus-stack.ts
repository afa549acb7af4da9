import { busSourceOf } from "@millrace/contracts/define-event";
import { Aws, Stack } from "aws-cdk-lib";
import { CfnArchive, EventBus } from "aws-cdk-lib/aws-events";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import { accept } from "./accept.ts";
import { registerSchemas } from "./schema-registry.ts";
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

/** Shorter than a mail's claim is kept (90 days); every other effect of a fact is guarded by a state that stays. */
const archiveRetentionDays = 60;

function createTopic(stack: Stack, id: string, topicName: string): Topic {
  const topic = new Topic(stack, id, { topicName, enforceSSL: true });
  accept(topic, {
    "AwsSolutions-SNS2":
      "Messages hold ids and states, never personal data; the AWS managed key would shut out alarms and subscribers in other accounts.",
  });
  return topic;
}

/** A topic with a policy of its own has lost the default one, by which alarms could publish. */
function createAlarmsTopic(stack: Stack, stage: string): Topic {
  const topic = createTopic(stack, "Alarms", `${stage}-alarms`);
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
      actions: ["sns:Publish"],
      resources: [topic.topicArn],
      conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
    }),
  );
  return topic;
}

/** The stack between services, and between the house and the world. */
export function createBusStack(app: Construct, { stage }: Settings): Bus {
  const stack = new Stack(app, `millrace-${stage}-bus`);
  const bus = new EventBus(stack, "Bus", { eventBusName: `${stage}-millrace` });
  new CfnArchive(stack, "Archive", {
    archiveName: `${stage}-millrace`,
    sourceArn: bus.eventBusArn,
    eventPattern: { source: [{ prefix: busSourceOf("") }] },
    retentionDays: archiveRetentionDays,
  });
  registerSchemas(stack, stage);
  return {
    bus,
    customerNotices: createTopic(stack, "CustomerNotices", `${stage}-customer-notices`),
    accessNotices: createTopic(stack, "AccessNotices", `${stage}-access-notices`),
    alarms: createAlarmsTopic(stack, stage),
  };
}
