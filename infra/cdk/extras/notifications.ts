import { isForeign } from "@millrace/contracts/define-event";
import { kebab } from "@millrace/contracts/define-service";
import { Aws } from "aws-cdk-lib";
import { EventField, RuleTargetInput } from "aws-cdk-lib/aws-events";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { CfnConfigurationSet, CfnConfigurationSetEventDestination } from "aws-cdk-lib/aws-ses";
import type { DeployedFunction, DeployedService } from "../deployed.ts";
import { patternOf, routeToQueue } from "../rules.ts";
import type { Settings } from "../settings.ts";

/** Mail: a configuration set that reports each sending to the account's default bus, and from there to the queue. */
export function sendMails(service: DeployedService): void {
  const { stack, foundation, functions } = service;
  const { mailConfigurationSet: configurationSetName } = foundation.settings;
  const configurationSet = new CfnConfigurationSet(stack, "mail", { name: configurationSetName });
  new CfnConfigurationSetEventDestination(stack, "mail-events", {
    configurationSetName: configurationSet.ref,
    eventDestination: {
      name: "default-bus",
      enabled: true,
      // SES's word that a mail left; it settles those whose sender died before it could note the outcome.
      matchingEventTypes: ["send"],
      eventBridgeDestination: { eventBusArn: arnOf("events", "event-bus/default") },
    },
  });

  for (const deployed of functions) letSendMail(deployed, foundation.settings);
  routeSendEvents(service);
}

/** Lets a function send mail in the shop's name: after its cause, and again after a mail was found never to have left. */
function letSendMail({ fn }: DeployedFunction, { mailFrom, mailConfigurationSet }: Settings): void {
  const domain = mailFrom.split("@").at(-1) ?? mailFrom;
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: ["ses:SendEmail"],
      resources: [arnOf("ses", `identity/${domain}`), arnOf("ses", `configuration-set/${mailConfigurationSet}`)],
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

/** Routes what SES tells on the account's default bus to the queue, of this house's mails alone. */
function routeSendEvents({ stack, foundation, functions, queues, undelivered }: DeployedService): void {
  const { stage, mailConfigurationSet } = foundation.settings;
  for (const { plan } of functions) {
    const queue = queues.get(plan.name);
    if (queue === undefined || undelivered === undefined) continue;
    for (const [name, { to }] of Object.entries(plan.reactions).filter(([, reaction]) => isForeign(reaction.to))) {
      const ruleName = `${stage}-${plan.service}-${kebab(name)}`;
      const detail = { mail: { tags: { "ses:configuration-set": [mailConfigurationSet] } } };
      const eventPattern = { ...patternOf([to]), detail };
      routeToQueue(stack, `${kebab(name)}-rule`, { ruleName, eventPattern }, queue, undelivered, withoutRecipient);
    }
  }
}

function arnOf(service: string, resource: string): string {
  return `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;
}
