import type { Resource, Resources } from "../ports.ts";
import { arn } from "../template/physical.ts";
import { TemplateError } from "../template/resources.ts";
import type { Denial, Judge } from "./judge.ts";
import { functionNamed } from "./policies.ts";
import type { Request } from "./table-actions.ts";

/**
 * Stops the start when a policy does not allow what the templates wire: a rule its target, a log subscription its
 * function, a mapping its source and its failure destination, a function its log and its traces. On AWS some of it fails
 * the deployment, some of it fails silently at run time. Not judged: whether the API may invoke its functions.
 * Sources: EventBridge User Guide, "Using resource-based policies"; Lambda Developer Guide, "Execution role permissions" of
 * each event source.
 * @throws TemplateError with one line for each missing permission
 */
export function refuseBrokenWiring(resources: Resources, judge: Judge): void {
  const findings = [
    ...resources.ofType("AWS::Events::Rule").flatMap((rule) => named(rule, ruleDenials(rule, judge))),
    ...resources.ofType("AWS::Logs::SubscriptionFilter").flatMap((filter) => {
      const source = arn("logs", `log-group:${String(filter.properties.LogGroupName)}:*`);
      return named(filter, [delivery(judge, "logs.amazonaws.com", String(filter.properties.DestinationArn), source)]);
    }),
    ...resources.ofType("AWS::Lambda::EventSourceMapping").flatMap((mapping) => {
      const { properties } = functionNamed(resources, mapping.properties.FunctionName);
      const wanted = [...sourceRequests(mapping), ...failureRequests(mapping)];
      return named(mapping, [judge.role(String(properties.Role), "start", wanted)]);
    }),
    ...resources.ofType("AWS::Lambda::Function").flatMap((fn) => {
      const { Role } = fn.properties;
      return named(fn, [judge.role(String(Role), fn.ref, [...logRequests(fn), ...traceRequests(fn)])]);
    }),
  ];
  if (findings.length > 0)
    throw new TemplateError(`The policies of the template do not allow what it wires:\n${findings.join("\n")}`);
}

function named({ logicalId, type }: Resource, denials: readonly (Denial | undefined)[]): readonly string[] {
  return denials
    .filter((denial) => denial !== undefined)
    .map(
      ({ action, resource, principal }) => `  ${logicalId} (${type}): ${principal} may not ${action} on ${resource}`,
    );
}

function delivery(judge: Judge, service: string, targetArn: string, sourceArn: string): Denial | undefined {
  const action = targetArn.startsWith("arn:aws:lambda:") ? "lambda:InvokeFunction" : "sqs:SendMessage";
  return judge.service(service, action, targetArn, sourceArn);
}

function ruleDenials({ attributes, properties }: Resource, judge: Judge): readonly (Denial | undefined)[] {
  const targets = (properties.Targets ?? []) as readonly { Arn: string; DeadLetterConfig?: { Arn: string } }[];
  const arns = targets.flatMap(({ Arn, DeadLetterConfig }) => [
    Arn,
    ...(DeadLetterConfig === undefined ? [] : [DeadLetterConfig.Arn]),
  ]);
  return arns.map((target) => delivery(judge, "events.amazonaws.com", target, attributes.Arn ?? ""));
}

function requests(actions: readonly string[], resource: string): readonly Request[] {
  return actions.map((action) => ({ action, resource, context: { "aws:securetransport": "true" } }));
}

function sourceRequests({ properties }: Resource): readonly Request[] {
  const source = String(properties.EventSourceArn);
  if (source.startsWith("arn:aws:sqs:")) {
    return requests(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], source);
  }
  return requests(["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"], source);
}

function failureRequests({ properties }: Resource): readonly Request[] {
  const { OnFailure } = (properties.DestinationConfig ?? {}) as { OnFailure?: { Destination: string } };
  const destination = OnFailure?.Destination;
  if (destination === undefined) return [];
  return [
    ...requests(["s3:ListBucket"], destination),
    ...requests(["s3:PutObject"], `${destination}/aws/lambda/record`),
  ];
}

function logRequests({ properties, ref }: Resource): readonly Request[] {
  const { LogGroup = `/aws/lambda/${ref}` } = (properties.LoggingConfig ?? {}) as { LogGroup?: string };
  return requests(["logs:CreateLogStream", "logs:PutLogEvents"], arn("logs", `log-group:${LogGroup}:log-stream:any`));
}

function traceRequests({ properties }: Resource): readonly Request[] {
  const { Mode } = (properties.TracingConfig ?? {}) as { Mode?: string };
  return Mode === "Active" ? requests(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*") : [];
}
