import { runUnsafeSimulation } from "@cloud-copilot/iam-simulate";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAuthorize } from "./authorize.ts";
import { aCall, accountId, aRole, aTable, resourcesOf, roleArn, tableArn, wall } from "./fixture.ts";

/**
 * The evaluator against iam-simulate, an independent implementation (a test oracle only, for its license). It knows no
 * transactions, so the requests are the single actions a transaction is judged by.
 */
type Statement = Readonly<Record<string, unknown>>;

function simulated(
  statements: readonly Statement[],
  action: string,
  resource: string,
  leadingKeys: readonly string[],
): boolean {
  const result = runUnsafeSimulation(
    {
      request: {
        principal: roleArn("orders"),
        action,
        resource: { resource, accountId },
        contextVariables: {
          "aws:SecureTransport": "true",
          ...(leadingKeys.length === 0 ? {} : { "dynamodb:LeadingKeys": [...leadingKeys] }),
        },
      },
      identityPolicies: [{ name: "inline", policy: { Version: "2012-10-17", Statement: statements } }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  return result === "Allowed";
}

function evaluated(
  statements: readonly Statement[],
  action: string,
  resource: string,
  leadingKeys: readonly string[],
): boolean {
  const { authorize } = createAuthorize(resourcesOf(aTable, aRole("orders", ...statements)));
  const operation = action.replace("dynamodb:", "");
  const index = resource.split("/index/")[1];
  const query = {
    TableName: "dev-table",
    ...(index === undefined ? {} : { IndexName: index }),
    KeyConditionExpression: `${index === undefined ? "pk" : "gsi1pk"} = :pk`,
    ExpressionAttributeValues: { ":pk": leadingKeys[0] === undefined ? {} : { S: leadingKeys[0] } },
  };
  const batch = { RequestItems: { "dev-table": { Keys: leadingKeys.map((key) => ({ pk: { S: key } })) } } };
  return authorize(aCall("dynamodb", operation, operation === "BatchGetItem" ? batch : query)) === undefined;
}

const keyPatterns = ["$orders#*", "$orders#id_1", "*", "$orders#id_?", "*#id_*", "$carts#*", "$ord*s#*"];
const keys = ["$orders#id_1", "$orders#id_12", "$orders#", "$carts#id_1", "$orders_archive#id_1", "orders"];
const conditions = [
  undefined,
  ...keyPatterns.flatMap((pattern) => [
    { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [pattern] } },
    { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [pattern, "$payments#*"] } },
    { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": [pattern] }, Null: { "dynamodb:LeadingKeys": "false" } },
    { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": pattern }, Null: { "dynamodb:LeadingKeys": "false" } },
  ]),
  { Null: { "dynamodb:LeadingKeys": "true" } },
  { Null: { "dynamodb:LeadingKeys": ["false"] } },
  { Bool: { "aws:SecureTransport": "false" } },
  { Bool: { "aws:SecureTransport": true } },
];
const resources = [
  tableArn,
  `${tableArn}/index/*`,
  `${tableArn}*`,
  "*",
  "arn:aws:dynamodb:*:*:table/dev-*",
  "arn:aws:dynamodb:us-east-1",
  "arn:aws:sqs:*:*:*",
  `arn:aws:dynamodb:us-east-?:${accountId}:table/dev-table/index/gsi?`,
];
const actions = [
  "dynamodb:Query",
  "dynamodb:BatchGetItem",
  "dynamodb:*",
  "DynamoDB:query",
  "*",
  "dynamodb:?uery",
  "dynamodb:Batch*",
  "sqs:*",
];

const aStatement = fc
  .record({
    Effect: fc.constantFrom("Allow", "Allow", "Deny"),
    Action: fc.oneof(fc.constantFrom(...actions), fc.subarray(actions, { minLength: 1 })),
    Resource: fc.oneof(fc.constantFrom(...resources), fc.subarray(resources, { minLength: 1 })),
    Condition: fc.constantFrom(...conditions),
  })
  .map(({ Condition, ...rest }) => (Condition === undefined ? rest : { ...rest, Condition }));

const aRequest = fc.oneof(
  fc.record({
    action: fc.constant("dynamodb:Query"),
    resource: fc.constantFrom(tableArn, `${tableArn}/index/gsi1`),
    leadingKeys: fc.subarray(keys, { maxLength: 1 }),
  }),
  fc.record({
    action: fc.constant("dynamodb:BatchGetItem"),
    resource: fc.constant(tableArn),
    leadingKeys: fc.subarray(keys),
  }),
);

describe("the evaluator", () => {
  it("agrees with iam-simulate on generated policies and requests", () => {
    fc.assert(
      fc.property(
        fc.array(aStatement, { minLength: 1, maxLength: 3 }),
        aRequest,
        (statements, { action, resource, leadingKeys }) => {
          expect(evaluated(statements, action, resource, leadingKeys)).toBe(
            simulated(statements, action, resource, leadingKeys),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  const orders = [wall("orders", "dynamodb:Query", "dynamodb:BatchGetItem")];
  it.each([
    { statements: orders, leadingKeys: ["$orders#id_1"], isAllowed: true },
    { statements: orders, leadingKeys: ["$carts#id_1"], isAllowed: false },
    { statements: orders, leadingKeys: ["$orders#id_1", "$carts#id_1"], isAllowed: false },
    { statements: orders, leadingKeys: [], isAllowed: false },
    { statements: [...orders, wall("carts", "dynamodb:BatchGetItem")], leadingKeys: ["$carts#id_1"], isAllowed: true },
    // One statement has to cover all keys of a batch: two walls do not add up.
    {
      statements: [...orders, wall("carts", "dynamodb:BatchGetItem")],
      leadingKeys: ["$orders#id_1", "$carts#id_1"],
      isAllowed: false,
    },
  ])("and iam-simulate judge a batch of $leadingKeys alike: $isAllowed", ({ statements, leadingKeys, isAllowed }) => {
    const walls = statements as readonly Statement[];
    expect(simulated(walls, "dynamodb:BatchGetItem", tableArn, leadingKeys)).toBe(isAllowed);
    expect(evaluated(walls, "dynamodb:BatchGetItem", tableArn, leadingKeys)).toBe(isAllowed);
  });
});
