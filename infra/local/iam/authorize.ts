import type { AwsCall, Part, QueuePolicies, Resources, Service, SupportedType } from "../ports.ts";
import { createActions } from "./actions.ts";
import { createJudge, type Denial, type Grant, type Judge } from "./judge.ts";
import { refuseBrokenWiring } from "./wiring.ts";

export const iam = {
  source: 'IAM User Guide, "Policy evaluation logic"',
  types: {
    "AWS::IAM::Role": policies("AssumeRolePolicyDocument", "ManagedPolicyArns"),
    "AWS::IAM::Policy": policies("PolicyDocument", "PolicyName", "Roles"),
    "AWS::SQS::QueuePolicy": policies("PolicyDocument", "Queues"),
    "AWS::SNS::TopicPolicy": policies("PolicyDocument", "Topics"),
    "AWS::S3::BucketPolicy": policies("Bucket", "PolicyDocument"),
    "AWS::Events::EventBusPolicy": policies("EventBusName", "Statement", "StatementId"),
    "AWS::Lambda::Permission": policies("Action", "FunctionName", "Principal", "SourceArn"),
  },
  create: createAuthorize,
} satisfies Service;

function policies(...supports: string[]): SupportedType {
  return { model: "iam/policies.ts", supports };
}

export type Authorize = Part & {
  authorize(call: AwsCall): Denial | undefined;
  /** Every grant of every role, with its use since the start. */
  grants(): readonly Grant[];
  readonly queuePolicies: QueuePolicies;
};

/**
 * The check every call passes that a function makes. An operator may do everything; what AWS services do on their own
 * (deliver, poll, write logs) follows from the templates alone and is judged once, at the start.
 * @throws TemplateError for policy forms that are not evaluated, and for wiring that the policies do not allow
 */
export function createAuthorize(resources: Resources): Authorize {
  const judge = createJudge(resources);
  refuseBrokenWiring(resources, judge);
  const requestsOf = createActions(resources);
  return {
    apis: [],
    grants: judge.grants,
    queuePolicies: queuePoliciesOf(judge),
    authorize(call) {
      const { principal } = call;
      if (principal.kind !== "role") return undefined;
      return judge.role(principal.roleArn, principal.functionName, requestsOf(call));
    },
  };
}

export function queuePoliciesOf(judge: Judge): QueuePolicies {
  return {
    maySend: (service, queue, source) => judge.service(service, "sqs:SendMessage", queue, source) === undefined,
    attach: judge.attach,
  };
}

/** The same policies, asked by a part that acts as an AWS service. */
export function createAuthorizeService(resources: Resources): Judge["service"] {
  return createJudge(resources).service;
}
