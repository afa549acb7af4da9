import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { createClock } from "../clock.ts";
import type { FaultRule } from "../fault-plan.ts";
import { createFaults } from "../faults.ts";
import { type AwsApi, type AwsCall, AwsError } from "../ports.ts";
import { createDynamoDbProxy } from "./dynamodb-proxy.ts";
import { type Backend, createEndpoint } from "./endpoint.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Answers as DynamoDB Local would, and keeps what it was asked. */
async function aDatabase() {
  const asked: { target: unknown; authorization: string | undefined; body: string }[] = [];
  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    const body = await text(incoming);
    asked.push({ target: incoming.headers["x-amz-target"], authorization: incoming.headers.authorization, body });
    const failed = body.includes("fails");
    response.writeHead(failed ? 400 : 200, { "content-type": "application/x-amz-json-1.0", "x-amz-crc32": "7" });
    response.end(failed ? '{"__type":"ConditionalCheckFailedException"}' : "{}");
  };
  const server = createServer((incoming, response) => void answer(incoming, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUps.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function anEndpoint(overrides: Partial<Backend> & { plan?: FaultRule[] } = {}) {
  const database = await aDatabase();
  const endpoint = createEndpoint(createClock());
  const calls: AwsCall[] = [];
  const crashed: string[] = [];
  const log: string[] = [];
  let writes = 0;
  const operation = async (call: AwsCall) => {
    calls.push(call);
    if (call.input.Fail !== undefined) throw new AwsError("NotFoundException", "there is <none>", 404);
    return { MessageId: "m1", Subject: "1 < 2", Failed: [{ Id: "x" }] };
  };
  const services: Readonly<Record<string, string>> = {
    sns: "Publish",
    events: "PutEvents",
    ses: "SendEmail",
    "cognito-idp": "SignUp",
  };
  const apis: AwsApi[] = Object.entries(services).map(([service, name]) => ({
    service,
    operations: { [name]: operation },
  }));
  await endpoint.listen(0);
  const proxy = createDynamoDbProxy(database.url);
  cleanUps.push(() => proxy.stop(), endpoint.stop);
  endpoint.mount({
    apis,
    proxy,
    faults: createFaults(overrides.plan ?? [], 1, (line) => log.push(line)),
    principalOf: (key) =>
      key === "dev-relay"
        ? { kind: "role", roleArn: "arn:aws:iam::000000000000:role/dev-relay", functionName: key }
        : undefined,
    authorize: () => undefined,
    crash: (environment) => crashed.push(environment) > 0,
    web: async ({ path }) => (path === "/pool/.well-known/jwks.json" ? { status: 200, body: { keys: [] } } : undefined),
    log: (line) => log.push(line),
    ...overrides,
  });
  endpoint.onTableWrite(() => {
    writes += 1;
  });
  return { endpoint, calls, crashed, log, asked: database.asked, writes: () => writes };
}

type Ask = { key?: string; service?: string; target?: string; path?: string; body?: string; contentType?: string };

function ask(
  url: string,
  { key = "local", service = "dynamodb", target, path = "/", body = "{}", contentType }: Ask,
  signal?: AbortSignal,
) {
  return fetch(url + path, {
    method: "POST",
    ...(signal === undefined ? {} : { signal }),
    headers: {
      ...(key === ""
        ? {}
        : {
            authorization: `AWS4-HMAC-SHA256 Credential=${key}/20261123/us-east-1/${service}/aws4_request, Signature=0`,
          }),
      ...(target === undefined ? {} : { "x-amz-target": target }),
      "content-type": contentType ?? "application/x-amz-json-1.1",
      "x-amz-security-token": "environment-1",
      "x-amzn-trace-id": "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
    },
    body,
  });
}
const putEvents = { service: "events", target: "AWSEvents.PutEvents" };
const putItem = {
  target: "DynamoDB_20120810.PutItem",
  body: '{"TableName":"dev"}',
  contentType: "application/x-amz-json-1.0",
};
const transact = {
  target: "DynamoDB_20120810.TransactWriteItems",
  body: '{"TransactItems":[{"Put":{}},{"Update":{}}]}',
};

// https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
describe("the AWS JSON protocol", () => {
  it("passes input, principal and trace header to the operation", async () => {
    const { endpoint, calls } = await anEndpoint();
    const response = await ask(endpoint.url(), { ...putEvents, key: "dev-relay", body: '{"Entries":[]}' });
    expect(response.headers.get("content-type")).toBe("application/x-amz-json-1.1");
    expect(await response.json()).toMatchObject({ MessageId: "m1" });
    expect(calls).toEqual([
      {
        service: "events",
        operation: "PutEvents",
        input: { Entries: [] },
        principal: { kind: "role", roleArn: "arn:aws:iam::000000000000:role/dev-relay", functionName: "dev-relay" },
        traceHeader: "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
        gone: expect.any(AbortSignal),
      },
    ]);
  });

  it("names errors in body and header", async () => {
    const { endpoint } = await anEndpoint();
    const response = await ask(endpoint.url(), { ...putEvents, body: '{"Fail":1}' });
    expect(response.status).toBe(404);
    expect(response.headers.get("x-amzn-errortype")).toBe("NotFoundException");
    expect(await response.json()).toMatchObject({ __type: "NotFoundException", message: "there is <none>" });
  });

  it.each([
    ["an unknown operation", { service: "events", target: "AWSEvents.ListRules" }, 400, "UnknownOperationException"],
    ["an unknown service", { target: "Nothing.Do" }, 400, "UnknownOperationException"],
    ["broken JSON", { ...putEvents, body: "{" }, 400, "SerializationException"],
    ["an unknown key", { ...putEvents, key: "AKIAOTHER" }, 403, "UnrecognizedClientException"],
    ["no signature", { ...putEvents, key: "" }, 403, "MissingAuthenticationTokenException"],
  ])("refuses %s", async (_, request, status, code) => {
    const { endpoint } = await anEndpoint();
    const response = await ask(endpoint.url(), request);
    expect([response.status, response.headers.get("x-amzn-errortype")]).toEqual([status, code]);
  });

  // What Amplify's and amazon-cognito-identity-js's requests need in a browser.
  it("lets a page of any origin sign people up, and sign nothing else", async () => {
    const { endpoint } = await anEndpoint();
    const asked = "content-type,x-amz-target,x-amz-user-agent,cache-control";
    const preflight = await fetch(endpoint.url(), {
      method: "OPTIONS",
      headers: {
        origin: "https://shop.test",
        "access-control-request-method": "POST",
        "access-control-request-headers": asked,
      },
    });
    expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
    const allowed = preflight.headers.get("access-control-allow-headers")?.split(", ");
    expect(allowed).toEqual(expect.arrayContaining(asked.split(",")));
    expect(allowed).not.toContain("authorization");
    const origin = async (request: Ask) =>
      (await ask(endpoint.url(), request)).headers.get("access-control-allow-origin");
    expect(await origin({ key: "", target: "AWSCognitoIdentityProviderService.SignUp" })).toBe("*");
    expect(await origin({ key: "", ...putEvents })).toBe("*");
    expect(await origin(putEvents)).toBeNull();
  });

  it("lets sign-up pass unsigned, but nothing that names the pool", async () => {
    const { endpoint } = await anEndpoint();
    const signUp = { key: "", target: "AWSCognitoIdentityProviderService.SignUp" };
    expect((await ask(endpoint.url(), signUp)).status).toBe(200);
    expect((await ask(endpoint.url(), { ...signUp, body: '{"UserPoolId":"p"}' })).status).toBe(403);
  });
});

// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
describe("the AWS Query protocol", () => {
  it("reads nested form fields and answers XML", async () => {
    const { endpoint, calls } = await anEndpoint();
    const body = new URLSearchParams({
      Action: "Publish",
      Version: "2010-03-31",
      Message: "hello",
      "MessageAttributes.entry.1.Name": "type",
      "MessageAttributes.entry.1.Value.DataType": "String",
      "MessageAttributes.entry.1.Value.StringValue": "order.placed",
      "Entries.member.2.Id": "b",
      "Entries.member.1.Id": "a",
    });
    const contentType = "application/x-www-form-urlencoded";
    const response = await ask(endpoint.url(), { service: "sns", body: body.toString(), contentType });
    expect(calls[0]?.input).toEqual({
      Message: "hello",
      MessageAttributes: { type: { DataType: "String", StringValue: "order.placed" } },
      Entries: [{ Id: "a" }, { Id: "b" }],
    });
    expect(await response.text()).toMatch(
      /^<PublishResponse xmlns="http:\/\/sns\.amazonaws\.com\/doc\/2010-03-31\/"><PublishResult><MessageId>m1<\/MessageId><Subject>1 &lt; 2<\/Subject><Failed><member><Id>x<\/Id><\/member><\/Failed><\/PublishResult><ResponseMetadata><RequestId>[0-9a-f-]+<\/RequestId><\/ResponseMetadata><\/PublishResponse>$/,
    );
  });

  it("answers errors as XML", async () => {
    const { endpoint } = await anEndpoint();
    const contentType = "application/x-www-form-urlencoded";
    const response = await ask(endpoint.url(), { service: "sns", body: "Action=Publish&Fail=1", contentType });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain(
      "<Error><Type>Sender</Type><Code>NotFoundException</Code><Message>there is &lt;none&gt;</Message></Error>",
    );
  });
});

// https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
describe("the REST-JSON protocol", () => {
  it("finds the operation by path", async () => {
    const { endpoint, calls } = await anEndpoint();
    const path = "/v2/email/outbound-emails";
    await ask(endpoint.url(), {
      service: "ses",
      path,
      body: '{"FromEmailAddress":"a@b"}',
      contentType: "application/json",
    });
    expect(calls[0]).toMatchObject({ service: "ses", operation: "SendEmail", input: { FromEmailAddress: "a@b" } });
  });

  it("serves plain web routes to unsigned requests", async () => {
    const { endpoint } = await anEndpoint();
    expect(await (await fetch(`${endpoint.url()}/pool/.well-known/jwks.json`)).json()).toEqual({ keys: [] });
  });
});

describe("calls of the table", () => {
  it("go to DynamoDB Local unchanged, signed with a key it accepts", async () => {
    const { endpoint, asked } = await anEndpoint();
    const response = await ask(endpoint.url(), putItem);
    expect([response.status, response.headers.get("x-amz-crc32")]).toEqual([200, "7"]);
    expect(asked).toEqual([
      {
        target: "DynamoDB_20120810.PutItem",
        authorization: expect.stringContaining("Credential=millrace/"),
        body: putItem.body,
      },
    ]);
  });

  it("are told to listeners when they wrote, and only then", async () => {
    const { endpoint, writes } = await anEndpoint();
    await ask(endpoint.url(), { ...putItem, target: "DynamoDB_20120810.GetItem" });
    await ask(endpoint.url(), { ...putItem, body: '{"TableName":"fails"}' });
    expect(writes()).toBe(0);
    await ask(endpoint.url(), putItem);
    expect(writes()).toBe(1);
  });
});

describe("a call that IAM refuses", () => {
  it("is answered with AWS's sentence, kept for the operator, and goes no further", async () => {
    const denial = {
      action: "dynamodb:PutItem",
      resource: "arn:aws:dynamodb:us-east-1:000000000000:table/dev",
      principal: "arn:aws:sts::000000000000:assumed-role/dev-relay/dev-relay",
    };
    const { endpoint, asked } = await anEndpoint({ authorize: () => denial });
    const response = await ask(endpoint.url(), { ...putItem, key: "dev-relay" });
    expect(await response.json()).toMatchObject({
      __type: "AccessDeniedException",
      message:
        "User: arn:aws:sts::000000000000:assumed-role/dev-relay/dev-relay is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table/dev because no identity-based policy allows the dynamodb:PutItem action",
    });
    expect(endpoint.denials()).toEqual([{ ...denial, functionName: "dev-relay", at: expect.any(String) }]);
    expect(asked).toEqual([]);
  });

  it("does not concern the operator", async () => {
    const { endpoint } = await anEndpoint({ authorize: () => ({ action: "a", resource: "r", principal: "p" }) });
    expect((await ask(endpoint.url(), putItem)).status).toBe(200);
    expect(endpoint.denials()).toEqual([]);
  });
});

describe("a fault", () => {
  const rule = (fault: FaultRule["fault"], call: string): FaultRule => ({
    function: "relay",
    call,
    occurrence: 1,
    fault,
  });

  it("crash-before ends the environment, and the call never arrives", async () => {
    const { endpoint, asked, crashed, log } = await anEndpoint({ plan: [rule("crash-before", "dynamodb:PutItem")] });
    await expect(ask(endpoint.url(), { ...putItem, key: "dev-relay" })).rejects.toThrow();
    expect([asked.length, crashed]).toEqual([0, ["environment-1"]]);
    expect(log).toEqual(["fault crash-before hit dynamodb:PutItem of dev-relay"]);
  });

  it("crash-after ends the environment when the call has taken effect", async () => {
    const { endpoint, asked, crashed, writes } = await anEndpoint({ plan: [rule("crash-after", "dynamodb:PutItem")] });
    await expect(ask(endpoint.url(), { ...putItem, key: "dev-relay" })).rejects.toThrow();
    expect([asked.length, writes(), crashed]).toEqual([1, 1, ["environment-1"]]);
  });

  it("timeout leaves the call without an answer, and it never arrives", async () => {
    const { endpoint, asked, crashed, log } = await anEndpoint({ plan: [rule("timeout", "dynamodb:PutItem")] });
    const hanging = new AbortController();
    const first = ask(endpoint.url(), { ...putItem, key: "dev-relay" }, hanging.signal);
    await expect.poll(() => log).toEqual(["fault timeout hit dynamodb:PutItem of dev-relay"]);
    expect((await ask(endpoint.url(), { ...putItem, key: "dev-relay" })).status).toBe(200);
    hanging.abort();
    await expect(first).rejects.toThrow("aborted");
    expect([asked.length, crashed]).toEqual([1, []]);
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html, errors
  it("conflict cancels a transaction with a reason for each item", async () => {
    const { endpoint, asked } = await anEndpoint({ plan: [rule("conflict", "dynamodb:TransactWriteItems")] });
    const response = await ask(endpoint.url(), { ...transact, key: "dev-relay" });
    const reason = { Code: "TransactionConflict", Message: "Transaction is ongoing for the item" };
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      __type: "TransactionCanceledException",
      CancellationReasons: [reason, reason],
    });
    expect((await ask(endpoint.url(), { ...transact, key: "dev-relay" })).status).toBe(200);
    expect(asked).toHaveLength(1);
  });

  it.each([
    ["dynamodb:PutItem", putItem, "ProvisionedThroughputExceededException"],
    ["events:PutEvents", putEvents, "ThrottlingException"],
  ])("throttle of %s has that service's name", async (call, request, code) => {
    const { endpoint } = await anEndpoint({ plan: [rule("throttle", call)] });
    const response = await ask(endpoint.url(), { ...request, key: "dev-relay" });
    expect(response.headers.get("x-amzn-errortype")).toBe(code);
  });

  it("spares the operator", async () => {
    const { endpoint } = await anEndpoint({ plan: [{ ...rule("throttle", "dynamodb:PutItem"), occurrence: "every" }] });
    expect((await ask(endpoint.url(), putItem)).status).toBe(200);
  });
});

describe("the endpoint", () => {
  it("answers 503 until a backend is mounted", async () => {
    const endpoint = createEndpoint(createClock());
    await endpoint.listen(0);
    cleanUps.push(endpoint.stop);
    expect((await ask(endpoint.url(), putItem)).status).toBe(503);
  });

  it("hides what broke inside, and logs it", async () => {
    const api: AwsApi = { service: "events", operations: { PutEvents: () => Promise.reject(new TypeError("oops")) } };
    const { endpoint, log } = await anEndpoint({ apis: [api] });
    const response = await ask(endpoint.url(), putEvents);
    expect([response.status, response.headers.get("x-amzn-errortype")]).toEqual([500, "InternalFailure"]);
    expect(log[0]).toContain("TypeError: oops");
  });
});
