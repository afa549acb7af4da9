import { Aws } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { CfnConfigurationSet, CfnConfigurationSetEventDestination } from "aws-cdk-lib/aws-ses";
import { feed } from "../queues.ts";
import { type DeployedService, functionNamed } from "../service-stack.ts";

/** SES's own word that a mail left; it settles mails whose sender died before it could note the outcome. */
const sendEvent = { source: "aws.ses", detailType: "Email Sent", matchingType: "send" };

/** Mail: a configuration set that reports each sending to the account's default bus, and from there to the queue. */
export const needsOfNotifications = (service: DeployedService): void => {
  const { stack, house, queues, undelivered } = service;
  const { stage, mailFrom } = house.settings;
  const configurationSetName = `${stage}-millrace`;
  const configurationSet = new CfnConfigurationSet(stack, "mail", { name: configurationSetName });
  const destination = new CfnConfigurationSetEventDestination(stack, "mail-events", {
    configurationSetName: configurationSet.ref,
    eventDestination: {
      name: "default-bus",
      enabled: true,
      matchingEventTypes: [sendEvent.matchingType],
      eventBridgeDestination: { eventBusArn: arnOf("events", "event-bus/default") },
    },
  });
  destination.node.addDependency(configurationSet);

  const events = functionNamed(service, "notifications-events");
  const domain = mailFrom.split("@").at(-1) ?? mailFrom;
  events.fn.addEnvironment("MAIL_FROM", mailFrom);
  events.fn.addEnvironment("MAIL_CONFIGURATION_SET", configurationSet.ref);
  events.fn.addToRolePolicy(
    new PolicyStatement({
      actions: ["ses:SendEmail"],
      resources: [arnOf("ses", `identity/${domain}`), arnOf("ses", `configuration-set/${configurationSetName}`)],
      conditions: { StringEquals: { "ses:FromAddress": mailFrom } },
    }),
  );
  const consumer = queues.get(events.plan.name);
  if (consumer === undefined || undelivered === undefined) return;
  const eventPattern = {
    source: [sendEvent.source],
    detailType: [sendEvent.detailType],
    detail: { mail: { tags: { "ses:configuration-set": [configurationSetName] } } },
  };
  feed(
    stack,
    "mail-sent-rule",
    { ruleName: `${stage}-notifications-mail-sent`, eventPattern },
    consumer.queue,
    undelivered,
  );
};

const arnOf = (service: string, resource: string): string =>
  `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;
