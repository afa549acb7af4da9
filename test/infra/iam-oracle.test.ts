import { runSimulation } from "@cloud-copilot/iam-simulate";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createJudge } from "../../infra/local/iam/judge.ts";
import type { Resource } from "../../infra/local/ports.ts";
import { accountId } from "../../infra/local/template/physical.ts";
import { at, deploy, listOf, type Statement } from "./deployment.ts";

/**
 * The evaluator of the local runtime against iam-simulate on the very policies that would be deployed: every role, and the
 * policies of queues, topics and the bus. iam-simulate is an oracle of tests only, for its license.
 */
const { resources } = deploy();
const judge = createJudge(resources);

type Policy = { readonly Statement: Statement | readonly Statement[] };
type Context = Readonly<Record<string, string | string[]>>;
type Wish = { readonly action: string; readonly resource: string; readonly context: Context };

const identityPolicies = new Map(
  resources.ofType("AWS::IAM::Role").map(({ ref, attributes }) => [
    attributes["Arn"] ?? ref,
    resources
      .ofType("AWS::IAM::Policy")
      .filter((policy) => listOf(at(policy, "Roles") as string[]).includes(ref))
      .map((policy) => ({ name: policy.ref, policy: at(policy, "PolicyDocument") as Policy })),
  ]),
);
const roles = [...new Set(resources.ofType("AWS::Lambda::Function").map((fn) => String(at(fn, "Role"))))];

function arnOf(refOrArn: string): string {
  return resources.named(refOrArn).attributes["Arn"] ?? refOrArn;
}
const resourcePolicies = new Map<string, Policy>([
  ...resources
    .ofType("AWS::SQS::QueuePolicy")
    .flatMap((policy) => listOf(at(policy, "Queues") as string[]).map((queue) => entryOf(arnOf(queue), policy))),
  ...resources
    .ofType("AWS::SNS::TopicPolicy")
    .flatMap((policy) => listOf(at(policy, "Topics") as string[]).map((topic) => entryOf(topic, policy))),
  ...resources.ofType("AWS::S3::BucketPolicy").map((policy) => entryOf(arnOf(String(at(policy, "Bucket"))), policy)),
  ...resources.ofType("AWS::Events::EventBusPolicy").map((policy): [string, Policy] => {
    return [arnOf(String(at(policy, "EventBusName"))), { Statement: at(policy, "Statement") as Statement }];
  }),
]);
function entryOf(arn: string, policy: Resource): [string, Policy] {
  return [arn, at(policy, "PolicyDocument") as Policy];
}

/** iam-simulate asks for one resource; what a statement's wildcard stands for is put in its place. */
function concrete(arn: string): string {
  return arn.replace(/^(arn:aws:logs:.*:log-group:.*):\*$/, "$1:log-stream:x").replaceAll("*", "x");
}
const statements = [...identityPolicies.values()]
  .flat()
  .flatMap(({ policy }) => listOf(policy.Statement))
  .concat([...resourcePolicies.values()].flatMap((policy) => listOf(policy.Statement)));
type Aim = readonly [action: string, resource: string];
/** What statements are about: their actions on their resources. */
function aimsOf(own: readonly Statement[]): readonly Aim[] {
  return own.flatMap(({ Action, Resource: given }) =>
    listOf(Action)
      // Nobody asks for a wildcard.
      .filter((action) => !action.includes("*"))
      .flatMap((action) =>
        listOf(given)
          .filter((resource) => resource !== "*")
          .map((resource): Aim => [action, concrete(resource)]),
      ),
  );
}
const aims = aimsOf(statements);
const ownAims = new Map(
  roles.map((role) => [
    role,
    aimsOf((identityPolicies.get(role) ?? []).flatMap(({ policy }) => listOf(policy.Statement))),
  ]),
);

const prefixes = [
  ...new Set(
    statements.flatMap(({ Condition }) =>
      listOf(Condition?.["ForAllValues:StringLike"]?.["dynamodb:LeadingKeys"] as string[]),
    ),
  ),
].map((prefix) => prefix.replace("*", "id_1"));
const sources = [
  ...new Set(
    statements.flatMap(({ Condition }) =>
      listOf(Condition?.["ForAllValues:StringLike"]?.["events:source"] as string[]),
    ),
  ),
];
const addresses = statements.flatMap(({ Condition }) =>
  listOf(Condition?.["StringEquals"]?.["ses:FromAddress"] as string[]),
);
const ruleArns = resources.ofType("AWS::Events::Rule").map(({ attributes }) => attributes["Arn"] ?? "");

function aContext([action]: Aim): fc.Arbitrary<Context> {
  const secure = fc.constantFrom("true", "true", "true", "false");
  const more: Record<string, fc.Arbitrary<string | string[]>> = action.startsWith("dynamodb:")
    ? { "dynamodb:LeadingKeys": fc.subarray([...prefixes, "$orders"]) }
    : action === "events:PutEvents"
      ? { "events:source": fc.subarray([...sources, "millrace.orders", "aws.ses"]) }
      : action.startsWith("ses:")
        ? { "ses:FromAddress": fc.constantFrom(...addresses, "stranger@example.com") }
        : {};
  return fc.record({ "aws:SecureTransport": secure, ...more });
}
/** A role and what it wishes to do: half the time, something that its own statements are about. */
const aWish = fc
  .constantFrom(...roles)
  .chain((role) =>
    fc
      .oneof(fc.constantFrom(...aims), fc.constantFrom(...(ownAims.get(role) ?? [])))
      .chain((aim) =>
        aContext(aim).map((context): [string, Wish] => [role, { action: aim[0], resource: aim[1], context }]),
      ),
  );

function present(context: Context): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(context).filter(([, value]) => value.length > 0));
}
function lowerCased(context: Context): Context {
  return Object.fromEntries(Object.entries(present(context)).map(([key, value]) => [key.toLowerCase(), value]));
}

async function simulated(principal: string, { action, resource, context }: Wish, more: Context): Promise<boolean> {
  const policy = resourcePolicies.get(resource);
  const result = await runSimulation(
    {
      request: {
        principal,
        action,
        resource: { resource, accountId },
        contextVariables: { ...present(context), ...more },
      },
      identityPolicies: identityPolicies.get(principal) ?? [],
      ...(policy === undefined ? {} : { resourcePolicy: policy }),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === "error") throw new Error(JSON.stringify(result.errors));
  return result.overallResult === "Allowed";
}

describe("the evaluator agrees with iam-simulate", () => {
  it("on what any role of the templates may do", async () => {
    const verdicts = { allowed: 0, denied: 0 };
    await fc.assert(
      fc.asyncProperty(aWish, async ([role, wish]) => {
        const request = { ...wish, context: lowerCased(wish.context) };
        const isAllowed = judge.role(role, "any", [request]) === undefined;
        verdicts[isAllowed ? "allowed" : "denied"] += 1;
        expect(isAllowed).toBe(await simulated(role, wish, { "aws:PrincipalArn": role }));
      }),
      { numRuns: 2_000 },
    );
    expect(Math.min(verdicts.allowed, verdicts.denied)).toBeGreaterThan(100);
  });

  it("on what a rule may send to any queue", async () => {
    const queues = [...resourcePolicies.keys()].filter((arn) => arn.startsWith("arn:aws:sqs:"));
    const aDelivery = fc.tuple(
      fc.constantFrom(...queues),
      fc.constantFrom(...ruleArns),
      fc.constantFrom("events", "sns"),
    );
    await fc.assert(
      fc.asyncProperty(aDelivery, async ([resource, source, name]) => {
        const service = `${name}.amazonaws.com`;
        const wish = { action: "sqs:SendMessage", resource, context: { "aws:SecureTransport": "true" } };
        const from = { "aws:SourceArn": source, "aws:SourceAccount": accountId };
        const isAllowed = judge.service(service, wish.action, resource, source) === undefined;
        expect(isAllowed).toBe(await simulated(service, wish, from));
      }),
      { numRuns: 500 },
    );
  });
});
