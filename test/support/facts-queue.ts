import { randomUUID } from "node:crypto";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { LocalReady } from "../../cli/src/ready.ts";
import { awsSettings } from "../../cli/src/sign-in.ts";

/** A name of a resource as the running stack knows it. */
export function arnOf({ region }: LocalReady, service: string, name: string): string {
  return `arn:aws:${service}:${region}:000000000000:${name}`;
}

/**
 * A consumer team's own queue behind its own rule on the bus, for the facts of one type; `topics` may send to it as well.
 */
export async function factsQueue(ready: LocalReady, detailType: string, ...topics: readonly string[]) {
  const [sqs, events] = [new SQSClient(awsSettings(ready)), new EventBridgeClient(awsSettings(ready))];
  const name = `team-${randomUUID()}`;
  const arn = arnOf(ready, "sqs", name);
  const EventBusName = `${ready.stage}-millrace`;
  const EventPattern = JSON.stringify({ source: ["millrace.orders"], "detail-type": [detailType] });
  const { RuleArn } = await events.send(new PutRuleCommand({ Name: name, EventBusName, EventPattern }));
  await events.send(new PutTargetsCommand({ Rule: name, EventBusName, Targets: [{ Id: "queue", Arn: arn }] }));
  const Statement = {
    ...{ Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: arn },
    Condition: { ArnEquals: { "aws:SourceArn": [RuleArn, ...topics] } },
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: { Policy } }));
  return { sqs, arn, url: QueueUrl };
}
