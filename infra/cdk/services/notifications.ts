import { isForeign } from "@millrace/contracts/define-event";
import { kebab } from "@millrace/contracts/define-service";
import { Aws } from "aws-cdk-lib";
import { EventField, RuleTargetInput } from "aws-cdk-lib/aws-events";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { CfnConfigurationSet, CfnConfigurationSetEventDestination } from "aws-cdk-lib/aws-ses";
import type { DeployedFunction } from "../functions.ts";
import { feed, patternOf } from "../queues.ts";
import type { DeployedService } from "../service-stack.ts";

/** Mail: a configuration set that reports each sending to the account's default bus, and from there to the queue. */
export function needsOfNotifications(service: DeployedService): void {
  const { stack, house } = service;
  const { stage, mailFrom } = house.settings;
  const configurationSetName = `${stage}-millrace`;
  const configurationSet = new CfnConfigurationSet(stack, "mail", { name: configurationSetName });
  const destination = new CfnConfigurationSetEventDestination(stack, "mail-events", {
    configurationSetName: configurationSet.ref,
    eventDestination: {
      name: "default-bus",
      enabled: true,
      // SES's word that a mail left; it settles those whose sender died before it could note the outcome.
      matchingEventTypes: ["send"],
      eventBridgeDestination: { eventBusArn: arnOf("events", "event-bus/default") },
    },
  });
  destination.node.addDependency(configurationSet);

  for (const deployed of service.functions) {
    deployed.fn.addEnvironment("MAIL_FROM", mailFrom);
    deployed.fn.addEnvironment("MAIL_CONFIGURATION_SET", configurationSet.ref);
    mayMail(deployed, mailFrom, configurationSetName);
  }
  hearOfSendings(service, configurationSetName);
}

/** Lets a function send mail in the shop's name: after its cause, and again after a mail was found never to have left. */
function mayMail({ fn }: DeployedFunction, mailFrom: string, configurationSetName: string): void {
  const domain = mailFrom.split("@").at(-1) ?? mailFrom;
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: ["ses:SendEmail"],
      resources: [arnOf("ses", `identity/${domain}`), arnOf("ses", `configuration-set/${configurationSetName}`)],
      conditions: { StringEquals: { "ses:FromAddress": mailFrom } },
    }),
  );
}

/** SES names the recipient; a queue and its dead letters must not. What is left is all that the reaction reads. */
const withoutRecipient = RuleTargetInput.fromObject({
  id: EventField.eventId,
  time: EventField.time,
  "detail-type": EventField.detailType,
  detail: {
    mail: {
      messageId: EventField.fromPath("$.detail.mail.messageId"),
      tags: { eventId: EventField.fromPath("$.detail.mail.tags.eventId") },
    },
  },
});

/** Feeds what SES tells on the account's default bus, of this house's mails alone. */
function hearOfSendings(
  { stack, house, functions, queues, undelivered }: DeployedService,
  configurationSetName: string,
): void {
  for (const { plan } of functions) {
    const queue = queues.get(plan.name)?.queue;
    if (queue === undefined || undelivered === undefined) continue;
    for (const [name, { to }] of Object.entries(plan.reactions).filter(([, reaction]) => isForeign(reaction.to))) {
      const ruleName = `${house.settings.stage}-${plan.service}-${kebab(name)}`;
      const detail = { mail: { tags: { "ses:configuration-set": [configurationSetName] } } };
      const eventPattern = { ...patternOf(to), detail };
      feed(stack, `${kebab(name)}-rule`, { ruleName, eventPattern }, queue, undelivered, withoutRecipient);
    }
  }
}

function arnOf(service: string, resource: string): string {
  return `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;
}
