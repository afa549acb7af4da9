import { describe, expect, it } from "vitest";
import { createAuthorize, createAuthorizeService } from "./authorize.ts";
import {
  aCall,
  accountId,
  aResource,
  aRole,
  aTable,
  managed,
  resourcesOf,
  roleArn,
  tableArn,
  wall,
} from "./fixture.ts";

const TableName = "dev-table";
function itemOf(service: string) {
  return { TableName, Key: { pk: { S: `$${service}#id_1` }, sk: { S: "a" } } };
}
const queueArn = `arn:aws:sqs:us-east-1:${accountId}:dev-payments-events`;
const ruleArn = `arn:aws:events:us-east-1:${accountId}:rule/dev-bus/dev-payments`;
const aQueue = aResource(
  "AWS::SQS::Queue",
  "Queue",
  {},
  { ref: "http://127.0.0.1:4000/000000000000/dev-payments-events", arn: queueArn },
);

// DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control"
describe("the walls of a role", () => {
  const { authorize } = createAuthorize(
    resourcesOf(aTable, aRole("orders", wall("orders", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"))),
  );

  it("let it touch its own items", () => {
    expect(authorize(aCall("dynamodb", "GetItem", itemOf("orders")))).toBeUndefined();
  });

  it("deny it another service's items, naming action, resource and principal", () => {
    expect(authorize(aCall("dynamodb", "GetItem", itemOf("inventory")))).toEqual({
      action: "dynamodb:GetItem",
      resource: tableArn,
      principal: `arn:aws:sts::${accountId}:assumed-role/orders/dev-orders-api`,
    });
  });

  it("deny it actions that are not granted", () => {
    expect(authorize(aCall("dynamodb", "DeleteItem", itemOf("orders")))).toMatchObject({
      action: "dynamodb:DeleteItem",
    });
  });

  // IAM User Guide, "Set operators for multivalued context keys": ForAllValues is true for an empty set; Null is not
  it("deny a query without a partition key, whose set of keys is empty", () => {
    expect(authorize(aCall("dynamodb", "Query", { TableName, KeyConditionExpression: "sk = :sk" }))).toMatchObject({
      action: "dynamodb:Query",
    });
  });

  it("deny a transaction when one of its actions is behind another wall", () => {
    const put = (service: string) => ({ Put: { TableName, Item: itemOf(service).Key } });
    const transaction = (...services: readonly string[]) =>
      aCall("dynamodb", "TransactWriteItems", { TransactItems: services.map(put) });
    expect(authorize(transaction("orders", "orders"))).toBeUndefined();
    expect(authorize(transaction("orders", "payments"))).toMatchObject({ action: "dynamodb:PutItem" });
  });

  it("stop nobody who is an operator", () => {
    expect(authorize({ ...aCall("dynamodb", "Scan", { TableName }), principal: { kind: "operator" } })).toBeUndefined();
  });

  it("deny roles that are not in the template", () => {
    expect(authorize(aCall("dynamodb", "GetItem", itemOf("orders"), "stranger"))).toMatchObject({
      action: "dynamodb:GetItem",
    });
  });
});

// IAM User Guide, "Policy evaluation logic"
describe("policy evaluation", () => {
  const publish = { Effect: "Allow", Action: "sns:Publish", Resource: "*" };
  const topic = `arn:aws:sns:us-east-1:${accountId}:dev-notices`;

  it("lets an explicit Deny win over any Allow", () => {
    const { authorize } = createAuthorize(
      resourcesOf(aRole("orders", publish, { Effect: "Deny", Action: "sns:*", Resource: `${topic}-secret` })),
    );
    expect(authorize(aCall("sns", "Publish", { TopicArn: topic }))).toBeUndefined();
    expect(authorize(aCall("sns", "PublishBatch", { TopicArn: `${topic}-secret` }))).toMatchObject({
      action: "sns:Publish",
    });
  });

  // Service Authorization Reference, "AWS Lambda": the operation is Invoke, the action InvokeFunction
  it("judges an Invoke as the right to that function", () => {
    const own = `arn:aws:lambda:us-east-1:${accountId}:function:dev-own`;
    const invoking = { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: own };
    const { authorize } = createAuthorize(resourcesOf(aRole("orders", invoking)));
    expect(authorize(aCall("lambda", "Invoke", { FunctionName: "dev-own" }))).toBeUndefined();
    expect(authorize(aCall("lambda", "Invoke", { FunctionName: "dev-other" }))).toMatchObject({
      action: "lambda:InvokeFunction",
      resource: own.replace("own", "other"),
    });
    expect(authorize(aCall("lambda", "ListFunctions", {}))).toMatchObject({ action: "lambda:ListFunctions" });
  });

  it("adds up attached and AWS's managed policies", () => {
    const attached = aResource("AWS::IAM::Policy", "Attached", {
      Roles: ["orders"],
      PolicyDocument: { Statement: [publish] },
    });
    const reads = { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: "*" };
    const logs = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";
    const { authorize } = createAuthorize(resourcesOf(managed(aRole("orders", reads), logs), attached));
    expect(authorize(aCall("sns", "Publish", { TopicArn: topic }))).toBeUndefined();
    expect(authorize(aCall("logs", "PutLogEvents", {}))).toBeUndefined();
    expect(authorize(aCall("secretsmanager", "GetSecretValue", { SecretId: "key" }))).toBeUndefined();
    expect(authorize(aCall("xray", "GetTraceSummaries", {}))).toMatchObject({
      action: "xray:GetTraceSummaries",
      resource: "*",
    });
  });

  it("takes a resource's own policy into account: its Allow for a role, its Deny for everyone", () => {
    const policy = (statement: object) =>
      aResource("AWS::SQS::QueuePolicy", "QueuePolicy", {
        Queues: [queueArn],
        PolicyDocument: { Statement: statement },
      });
    const send = aCall("sqs", "SendMessage", { QueueUrl: aQueue.ref });
    const may = {
      Effect: "Allow",
      Principal: { AWS: roleArn("orders") },
      Action: "sqs:SendMessage",
      Resource: queueArn,
    };
    const mayNot = { ...may, Effect: "Deny", Principal: { AWS: "*" } };
    const rootMay = { ...may, Principal: { AWS: `arn:aws:iam::${accountId}:root` } };
    const sender = aRole("orders", { Effect: "Allow", Action: "sqs:SendMessage", Resource: queueArn });
    expect(createAuthorize(resourcesOf(aQueue, aRole("orders"), policy(may))).authorize(send)).toBeUndefined();
    expect(createAuthorize(resourcesOf(aQueue, aRole("orders"), policy(rootMay))).authorize(send)).toBeDefined();
    expect(createAuthorize(resourcesOf(aQueue, sender, policy(mayNot))).authorize(send)).toBeDefined();
  });

  // IAM User Guide, "IAM JSON policy elements: Condition operators": a negated operator holds for an absent key
  it("lets a bus refuse every principal but one", () => {
    const busArn = `arn:aws:events:us-east-1:${accountId}:event-bus/dev-bus`;
    const policy = aResource("AWS::Events::EventBusPolicy", "BusPolicy", {
      EventBusName: "dev-bus",
      StatementId: "relay-only",
      Statement: {
        Effect: "Deny",
        Principal: "*",
        Action: "events:PutEvents",
        Resource: busArn,
        Condition: { ArnNotEquals: { "aws:PrincipalArn": roleArn("relay") } },
      },
    });
    const may = { Effect: "Allow", Action: "events:PutEvents", Resource: busArn };
    const { authorize } = createAuthorize(resourcesOf(policy, aRole("relay", may), aRole("orders", may)));
    const put = { Entries: [{ EventBusName: "dev-bus", Source: "millrace.orders", DetailType: "order.placed" }] };
    expect(authorize(aCall("events", "PutEvents", put, "relay"))).toBeUndefined();
    expect(authorize(aCall("events", "PutEvents", put, "orders"))).toMatchObject({ action: "events:PutEvents" });
  });

  it("remembers which grants of a function were needed, each wall by itself", () => {
    const logs = { Effect: "Allow", Action: "logs:*", Resource: "*" };
    const { authorize, grants } = createAuthorize(
      resourcesOf(
        aTable,
        aRole("orders", logs, wall("orders", "dynamodb:GetItem"), wall("carts", "dynamodb:GetItem")),
        aResource("AWS::Lambda::Function", "Function", { Role: roleArn("orders") }),
        aRole("nobody", publish),
      ),
    );
    authorize(aCall("dynamodb", "GetItem", itemOf("orders")));
    const used = grants().filter(({ resources }) => resources.includes(tableArn));
    const grant = { role: "orders", action: "dynamodb:GetItem", resources: [tableArn, `${tableArn}/index/*`] };
    expect(used).toEqual([
      { ...grant, leadingKeys: ["$orders#*"], used: true },
      { ...grant, leadingKeys: ["$carts#*"], used: false },
    ]);
  });
});

// Service Authorization Reference: resources and condition keys of each action
describe("the other services' actions", () => {
  const allow = (Action: string, Resource: string, Condition?: object) => ({
    Effect: "Allow",
    Action,
    Resource,
    ...(Condition && { Condition }),
  });
  const bus = `arn:aws:events:us-east-1:${accountId}:event-bus/dev-bus`;
  const ses = `arn:aws:ses:us-east-1:${accountId}`;
  const { authorize } = createAuthorize(
    resourcesOf(
      aQueue,
      aResource(
        "AWS::SecretsManager::Secret",
        "Secret",
        { Name: "dev-guest-key" },
        { ref: `arn:aws:secretsmanager:us-east-1:${accountId}:secret:dev-guest-key-abc` },
      ),
      aResource(
        "AWS::Cognito::UserPool",
        "Pool",
        {},
        { ref: "us-east-1_Pool1", arn: `arn:aws:cognito-idp:us-east-1:${accountId}:userpool/us-east-1_Pool1` },
      ),
      aRole(
        "orders",
        allow("sqs:SendMessage", queueArn),
        allow("events:PutEvents", bus, { "ForAllValues:StringEquals": { "events:source": "millrace.orders" } }),
        allow("ses:SendEmail", `${ses}:identity/shop.example`, { StringLike: { "ses:FromAddress": "*@shop.example" } }),
        allow("ses:SendEmail", `${ses}:configuration-set/dev-mail`),
        allow(
          "secretsmanager:GetSecretValue",
          `arn:aws:secretsmanager:us-east-1:${accountId}:secret:dev-guest-key-??*`,
        ),
        allow("cognito-idp:AdminDeleteUser", `arn:aws:cognito-idp:us-east-1:${accountId}:userpool/*`),
      ),
    ),
  );
  const entry = { EventBusName: "dev-bus", Source: "millrace.orders", DetailType: "order.placed" };
  const mail = { FromEmailAddress: "Shop <hello@shop.example>" };

  it.each([
    ["sqs", "SendMessageBatch", { QueueUrl: "http://localhost:1/000000000000/dev-payments-events" }],
    ["events", "PutEvents", { Entries: [entry, entry] }],
    ["ses", "SendEmail", { ...mail, ConfigurationSetName: "dev-mail" }],
    ["secretsmanager", "GetSecretValue", { SecretId: "dev-guest-key" }],
    ["cognito-idp", "AdminDeleteUser", { UserPoolId: "us-east-1_Pool1" }],
    ["cognito-idp", "InitiateAuth", { ClientId: "abc" }],
  ])("allow %s %s as granted", (service, operation, input) => {
    expect(authorize(aCall(service, operation, input))).toBeUndefined();
  });

  it.each([
    ["sqs", "SendMessage", { QueueUrl: "http://localhost:1/000000000000/other" }],
    ["sqs", "ReceiveMessage", { QueueUrl: aQueue.ref }],
    ["events", "PutEvents", { Entries: [entry, { ...entry, Source: "millrace.payments" }] }],
    ["events", "PutEvents", { Entries: [{ ...entry, EventBusName: undefined }] }],
    ["ses", "SendEmail", { FromEmailAddress: "hello@other.example" }],
    ["ses", "SendEmail", { ...mail, ConfigurationSetName: "other" }],
    ["secretsmanager", "GetSecretValue", { SecretId: "other" }],
    ["cognito-idp", "AdminGetUser", { UserPoolId: "us-east-1_Pool1" }],
  ])("deny %s %s when it is not granted", (service, operation, input) => {
    expect(authorize(aCall(service, operation, input))).toBeDefined();
  });
});

// EventBridge User Guide, "Using resource-based policies"; Lambda Developer Guide, "Resource-based policies"
describe("createAuthorizeService", () => {
  const queuePolicy = aResource("AWS::SQS::QueuePolicy", "QueuePolicy", {
    Queues: [aQueue.ref],
    PolicyDocument: {
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: queueArn,
          Condition: { ArnEquals: { "aws:SourceArn": ruleArn } },
        },
        {
          Effect: "Deny",
          Principal: "*",
          Action: "sqs:*",
          Resource: queueArn,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    },
  });
  const functionArn = `arn:aws:lambda:us-east-1:${accountId}:function:dev-orders-api`;
  const permission = aResource("AWS::Lambda::Permission", "Permission", {
    Action: "lambda:InvokeFunction",
    FunctionName: functionArn,
    Principal: "apigateway.amazonaws.com",
    SourceArn: `arn:aws:execute-api:us-east-1:${accountId}:api1/*/GET/v1/orders`,
  });
  const logs = { Effect: "Allow", Action: "logs:*", Resource: "*" };
  const aFunction = aResource("AWS::Lambda::Function", "Function", { Role: roleArn("orders") }, { arn: functionArn });
  const resources = resourcesOf(aQueue, queuePolicy, permission, aFunction, aRole("orders", logs));
  const authorizeService = createAuthorizeService(resources);

  it("lets the named service act for the named source only", () => {
    expect(authorizeService("events.amazonaws.com", "sqs:SendMessage", queueArn, ruleArn)).toBeUndefined();
    expect(authorizeService("events.amazonaws.com", "sqs:SendMessage", queueArn, `${ruleArn}2`)).toEqual({
      action: "sqs:SendMessage",
      resource: queueArn,
      principal: "events.amazonaws.com",
    });
    expect(authorizeService("sns.amazonaws.com", "sqs:SendMessage", queueArn, ruleArn)).toBeDefined();
    expect(authorizeService("events.amazonaws.com", "sqs:SendMessage", `${queueArn}2`, ruleArn)).toBeDefined();
  });

  it("reads a function's permissions as its policy", () => {
    const api = `arn:aws:execute-api:us-east-1:${accountId}:api1/live`;
    expect(
      authorizeService("apigateway.amazonaws.com", "lambda:InvokeFunction", functionArn, `${api}/GET/v1/orders`),
    ).toBeUndefined();
    expect(
      authorizeService("apigateway.amazonaws.com", "lambda:InvokeFunction", functionArn, `${api}/POST/v1/orders`),
    ).toBeDefined();
  });
});
