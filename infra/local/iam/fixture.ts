import type { AwsCall, Resource, Resources } from "../ports.ts";

/** Test data: a resource of a synthesized template; `ref` and `Arn` default to its logical id. */
export function aResource(
  type: string,
  logicalId: string,
  properties: Resource["properties"],
  names: { ref?: string; arn?: string } = {},
): Resource {
  const { ref = logicalId, arn } = names;
  return {
    logicalId,
    stack: "test",
    type,
    properties,
    metadata: {},
    ref,
    attributes: arn === undefined ? {} : { Arn: arn },
  };
}

export function resourcesOf(...parts: readonly (Resource | readonly Resource[])[]): Resources {
  const all = parts.flat();
  return {
    all,
    ofType: (type) => all.filter((resource) => resource.type === type),
    named: (name) => {
      const found = all.find(({ ref, attributes }) => ref === name || attributes.Arn === name);
      if (found === undefined) throw new Error(`no resource is named ${name}`);
      return found;
    },
  };
}

export const accountId = "000000000000";
export const tableArn = `arn:aws:dynamodb:us-east-1:${accountId}:table/dev-table`;

export const aTable = aResource(
  "AWS::DynamoDB::GlobalTable",
  "Table",
  {
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    GlobalSecondaryIndexes: [{ IndexName: "gsi1", KeySchema: [{ AttributeName: "gsi1pk", KeyType: "HASH" }] }],
  },
  { ref: "dev-table", arn: tableArn },
);

const trustsLambda = {
  Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
};

/** A role, and a policy attached to it that has these statements. */
export function aRole(name: string, ...statements: readonly object[]): readonly Resource[] {
  const PolicyDocument = { Version: "2012-10-17", Statement: statements };
  return [
    aResource("AWS::IAM::Role", name, { AssumeRolePolicyDocument: trustsLambda }, { arn: roleArn(name) }),
    aResource("AWS::IAM::Policy", `${name}Policy`, { PolicyDocument, Roles: [name] }),
  ];
}

/** The role with one of AWS's own policies attached. */
export function managed(role: readonly Resource[], policyArn: string): readonly Resource[] {
  return role.map((resource) =>
    resource.type === "AWS::IAM::Role"
      ? { ...resource, properties: { ...resource.properties, ManagedPolicyArns: [policyArn] } }
      : resource,
  );
}

export function roleArn(name: string): string {
  return `arn:aws:iam::${accountId}:role/${name}`;
}

/** A call made by the function `dev-orders-api` with the role `orders`. */
export function aCall(service: string, operation: string, input: AwsCall["input"], role = "orders"): AwsCall {
  return {
    service,
    operation,
    input,
    principal: { kind: "role", roleArn: roleArn(role), functionName: "dev-orders-api" },
  };
}

/** The wall around a service: only items of one service, and never an empty set of keys. */
export function wall(service: string, ...actions: readonly string[]): object {
  return {
    Effect: "Allow",
    Action: actions,
    Resource: [tableArn, `${tableArn}/index/*`],
    Condition: {
      "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [`$${service}#*`] },
      Null: { "dynamodb:LeadingKeys": "false" },
    },
  };
}
