import type { Resource, Resources } from "../ports.ts";
import { arn } from "../template/physical.ts";
import { TemplateError } from "../template/resources.ts";
import { compilePolicy, compileStatement, type Statement } from "./statements.ts";

export type Role = { readonly arn: string; readonly name: string; readonly statements: readonly Statement[] };

/** The AWS managed policies CDK attaches (AWS Managed Policy Reference), reduced to their actions on every resource. */
const awsManagedPolicies: Readonly<Record<string, readonly string[]>> = {
  "service-role/AmazonAPIGatewayPushToCloudWatchLogs": [
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
    "logs:PutLogEvents",
    "logs:GetLogEvents",
    "logs:FilterLogEvents",
  ],
};

/**
 * The roles of the templates with every identity policy that applies to them: attached by `Roles`, or managed by AWS.
 * @throws TemplateError for a policy form that is not evaluated, and for a function whose role does not trust Lambda
 */
export function rolesOf(resources: Resources): readonly Role[] {
  const roles = resources.ofType("AWS::IAM::Role");
  const trusting = new Set(roles.filter(trustsLambda).map(arnOf));
  for (const { logicalId, properties } of resources.ofType("AWS::Lambda::Function")) {
    const roleArn = String(properties.Role);
    if (!trusting.has(roleArn))
      throw new TemplateError(`${logicalId}: the role ${roleArn} cannot be assumed by Lambda`);
  }
  return roles.map((role) => ({
    arn: arnOf(role),
    name: role.ref,
    statements: [...attachedStatements(role, resources), ...managedStatements(role)],
  }));
}

function trustsLambda(role: Resource): boolean {
  return compilePolicy(role.properties.AssumeRolePolicyDocument, role.logicalId).some(
    ({ effect, principals }) => effect === "Allow" && principals.services.includes("lambda.amazonaws.com"),
  );
}

function attachedStatements(role: Resource, resources: Resources): readonly Statement[] {
  return resources
    .ofType("AWS::IAM::Policy")
    .filter(({ properties }) => listOf<string>(properties.Roles).includes(role.ref))
    .flatMap(documentStatements);
}

function managedStatements({ logicalId, properties }: Resource): readonly Statement[] {
  return listOf<string>(properties.ManagedPolicyArns).map((policyArn) => {
    const actions = awsManagedPolicies[policyArn.replace(/^arn:[^:]*:iam::aws:policy\//, "")];
    if (actions === undefined)
      throw new TemplateError(
        `${logicalId} (AWS::IAM::Role): managed policy ${policyArn} is not known to the local runtime`,
      );
    return compileStatement({ Effect: "Allow", Action: actions, Resource: "*" }, policyArn);
  });
}

function documentStatements({ logicalId, type, properties }: Resource): readonly Statement[] {
  return compilePolicy(properties.PolicyDocument, `${logicalId} (${type})`);
}

/** Policies attached to queues, topics, buses, buckets and functions, by the ARN of the resource they protect. */
export function resourcePoliciesOf(resources: Resources): ReadonlyMap<string, readonly Statement[]> {
  const byArn = new Map<string, Statement[]>();
  const attach = (target: string, statements: readonly Statement[]) => {
    const own = target.startsWith("arn:") ? target : arnOf(resources.named(target));
    byArn.set(own, [...(byArn.get(own) ?? []), ...statements]);
  };
  for (const resource of resources.ofType("AWS::SQS::QueuePolicy")) {
    for (const queue of listOf<string>(resource.properties.Queues)) attach(queue, documentStatements(resource));
  }
  for (const resource of resources.ofType("AWS::SNS::TopicPolicy")) {
    for (const topic of listOf<string>(resource.properties.Topics)) attach(topic, documentStatements(resource));
  }
  for (const resource of resources.ofType("AWS::S3::BucketPolicy")) {
    attach(`arn:aws:s3:::${String(resource.properties.Bucket)}`, documentStatements(resource));
  }
  for (const { logicalId, properties } of resources.ofType("AWS::Events::EventBusPolicy")) {
    const statement = compileStatement(properties.Statement as Record<string, unknown>, logicalId);
    attach(arn("events", `event-bus/${String(properties.EventBusName)}`), [statement]);
  }
  for (const permission of resources.ofType("AWS::Lambda::Permission")) {
    attach(arnOf(functionNamed(resources, permission.properties.FunctionName)), [permissionStatement(permission)]);
  }
  return byArn;
}

/** The function of this name or ARN; names alone may be those of other resources too. */
export function functionNamed(resources: Resources, nameOrArn: unknown): Resource {
  const found = resources
    .ofType("AWS::Lambda::Function")
    .find(({ ref, attributes }) => ref === nameOrArn || attributes.Arn === nameOrArn);
  if (found === undefined)
    throw new TemplateError(`The templates name a function ${String(nameOrArn)} that they do not hold`);
  return found;
}

/** Lambda keeps a permission as a statement of the function's policy (Lambda API Reference, AddPermission). */
function permissionStatement({ logicalId, properties }: Resource): Statement {
  const principal = String(properties.Principal);
  const { SourceArn } = properties;
  return compileStatement(
    {
      Effect: "Allow",
      Action: properties.Action,
      Principal: principal.endsWith(".amazonaws.com") ? { Service: principal } : { AWS: principal },
      ...(SourceArn === undefined ? {} : { Condition: { ArnLike: { "aws:SourceArn": SourceArn } } }),
    },
    `${logicalId} (AWS::Lambda::Permission)`,
  );
}

function arnOf({ ref, attributes }: Resource): string {
  return attributes.Arn ?? ref;
}

function listOf<Entry>(value: unknown): readonly Entry[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]) as readonly Entry[];
}
