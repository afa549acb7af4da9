import type { AwsCall, Resources } from "../ports.ts";
import { arn } from "../template/physical.ts";
import type { RequestContext } from "./conditions.ts";
import { createTableActions, type Request } from "./table-actions.ts";

type Input = AwsCall["input"];

/**
 * The decisions IAM has to make for a call. An empty list means that IAM is not asked (calls signed by nobody).
 * Source of actions, resources and condition keys: the Service Authorization Reference of each service.
 */
export function createActions(resources: Resources): (call: AwsCall) => readonly Request[] {
  const tableActions = createTableActions(resources);
  const arnByName = new Map<string, string>();
  for (const { ref, attributes, properties } of resources.all) {
    const own = attributes.Arn ?? (ref.startsWith("arn:") ? ref : undefined);
    if (own !== undefined) arnByName.set(ref, own).set(String(properties.Name ?? ref), own);
  }
  const arnOf = (name: unknown): string => arnByName.get(String(name)) ?? String(name);

  const byService: Readonly<Record<string, (operation: string, input: Input) => readonly Request[]>> = {
    dynamodb: tableActions,
    "streams.dynamodb": tableActions,
    events: eventActions,
    sqs: (operation, { QueueUrl }) => one(`sqs:${operation.replace(/Batch$/, "")}`, queueArn(QueueUrl)),
    sns: (operation, { TopicArn }) => one(`sns:${operation.replace(/Batch$/, "")}`, String(TopicArn ?? "*")),
    ses: (operation, input) => mailActions(operation, input),
    secretsmanager: (operation, { SecretId }) => one(`secretsmanager:${operation}`, arnOf(SecretId ?? "*")),
    lambda: (operation, { FunctionName: name }) =>
      one(
        `lambda:${operation.replace(/^Invoke$/, "InvokeFunction")}`,
        name ? arn("lambda", `function:${String(name).split(":").at(-1)}`) : "*",
      ),
    "execute-api": (operation, { ApiId, Stage, ConnectionId }) => {
      const method = operation.replace(/^(Post|Get|Delete).*$/, "$1").toUpperCase();
      const connection = `${ApiId}/${Stage}/${method}/@connections/${ConnectionId}`;
      return one("execute-api:ManageConnections", arn("execute-api", connection));
    },
    // Operations without a user pool id are called with tokens or client ids and never pass IAM.
    "cognito-idp": (operation, { UserPoolId }) =>
      UserPoolId === undefined ? [] : one(`cognito-idp:${operation}`, arnOf(UserPoolId)),
  };
  return ({ service, operation, input }) =>
    byService[service]?.(operation, input) ?? one(`${service}:${operation}`, "*");
}

function one(action: string, resource: string, context: RequestContext = {}): readonly Request[] {
  return [{ action, resource, context: { "aws:securetransport": "true", ...context } }];
}

/** The host of a queue URL differs by where the caller stands; account and name do not. */
function queueArn(queueUrl: unknown): string {
  if (queueUrl === undefined) return "*";
  return arn("sqs", String(queueUrl).split("/").at(-1) ?? "");
}

function eventActions(operation: string, { Entries }: Input): readonly Request[] {
  if (operation !== "PutEvents") return one(`events:${operation}`, "*");
  const entries = (Entries ?? []) as readonly { readonly EventBusName?: string; readonly Source?: string }[];
  const byBus = Map.groupBy(entries, ({ EventBusName = "default" }) => EventBusName);
  return [...byBus].flatMap(([name, own]) => {
    const bus = name.startsWith("arn:") ? name : arn("events", `event-bus/${name}`);
    const sources = new Set(own.flatMap(({ Source }) => Source ?? []));
    return one("events:PutEvents", bus, { "events:source": [...sources] });
  });
}

/** Sending needs the right to the identity and, when one is named, to the configuration set. */
function mailActions(operation: string, { FromEmailAddress, ConfigurationSetName }: Input): readonly Request[] {
  const address = addressOf(String(FromEmailAddress ?? ""));
  const context = { "ses:fromaddress": address };
  return [
    ...one(`ses:${operation}`, arn("ses", `identity/${address.split("@").at(-1)}`), context),
    ...(ConfigurationSetName === undefined
      ? []
      : one(`ses:${operation}`, arn("ses", `configuration-set/${String(ConfigurationSetName)}`), context)),
  ];
}

/** The bare address of `Name <address>`. */
export function addressOf(mailbox: string): string {
  return /<([^<>]*)>\s*$/.exec(mailbox)?.[1] ?? mailbox.trim();
}
