import * as sdk from "@aws-sdk/client-dynamodb";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { interceptSdkCalls } from "../../../test/support/sdk-calls.ts";
import { comparable, sentBy, signedBySdk, twinOf } from "../../../test/support/sdk-twin.ts";
import { DynamoDb } from "./dynamodb.ts";
import { sdkPatience } from "./patience.ts";
import { SecretsManager, Ses, Sqs } from "./services.ts";
import { type HttpRequest, Transport } from "./transport.ts";

const patience = { attempts: 3, firstMilliseconds: 20, answerMilliseconds: 1_000 };
const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const environment = {
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: "ASIAEXAMPLE",
  AWS_SECRET_ACCESS_KEY: secret,
  AWS_SESSION_TOKEN: "token/+=",
};

beforeEach(() => {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  // Every pause as short as can be told apart.
  vi.spyOn(Math, "random").mockReturnValue(0.01);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** One call of each client, by ours and by the SDK. */
const queueUrl = "https://sqs.eu-central-1.amazonaws.com/000000000000/dead-letters";
const item = { pk: { S: "ördér 👕" }, n: { N: "1.50" }, m: { M: { l: { L: [{ BOOL: true }, { NULL: true }] } } } };
const inputs = {
  getItem: { TableName: "table", Key: { pk: { S: "a" } }, ConsistentRead: true },
  batchGet: { RequestItems: { table: { Keys: [{ pk: { S: "a" } }], ConsistentRead: true } } },
  transaction: { TransactItems: [{ Put: { TableName: "table", Item: item } }], ClientRequestToken: "token" },
  secret: { SecretId: "arn", VersionStage: "AWSCURRENT" },
  message: {
    QueueUrl: queueUrl,
    MessageBody: "{}\n👕",
    MessageAttributes: { code: { DataType: "String", StringValue: "ü" } },
  },
  mail: {
    FromEmailAddress: "shop@example.com",
    Destination: { ToAddresses: ["ada@example.com"] },
    Content: { Simple: { Subject: { Data: "s" }, Body: { Text: { Data: "t" }, Html: { Data: "<p>ü</p>" } } } },
    EmailTags: [{ Name: "eventId", Value: "ord_1-2" }],
  },
};
const calls = {
  GetItem: [
    () => new DynamoDb(patience).send("GetItem", inputs.getItem),
    [sdk.DynamoDBClient, new sdk.GetItemCommand(inputs.getItem)],
  ],
  BatchGetItem: [
    () => new DynamoDb(patience).send("BatchGetItem", inputs.batchGet),
    [sdk.DynamoDBClient, new sdk.BatchGetItemCommand(inputs.batchGet)],
  ],
  TransactWriteItems: [
    () => new DynamoDb(patience).send("TransactWriteItems", inputs.transaction),
    [sdk.DynamoDBClient, new sdk.TransactWriteItemsCommand(inputs.transaction)],
  ],
  GetSecretValue: [
    () => new SecretsManager(patience).send("GetSecretValue", inputs.secret),
    [SecretsManagerClient, new GetSecretValueCommand(inputs.secret)],
  ],
  SendMessage: [
    () => new Sqs(patience).send("SendMessage", inputs.message),
    [SQSClient, new SendMessageCommand(inputs.message)],
  ],
  SendEmail: [() => new Ses(patience).send("SendEmail", inputs.mail), [SESv2Client, new SendEmailCommand(inputs.mail)]],
} as const;
const named = Object.entries(calls);

/** The first request that a call sends; it is answered with nothing. */
async function sentByOurs(call: () => Promise<unknown>): Promise<HttpRequest> {
  const seen = vi
    .spyOn(Transport.prototype, "handle")
    .mockResolvedValue({ response: { statusCode: 200, headers: {}, body: Buffer.from("{}") } });
  await call();
  const [sent] = seen.mock.calls[0] ?? [];
  if (sent === undefined) throw new Error("Nothing was sent.");
  seen.mockRestore();
  return sent;
}

describe.each(named)("%s", (_, [ours, [Client, command]]) => {
  it("is sent as the SDK sends it: place, headers, body", async () => {
    const request = await sentByOurs(ours);
    expect(comparable(request)).toEqual(comparable(await sentBy(Client as never, {}, command)));
    expect(comparable(request)).toEqual(comparable(await twinOf(request)));
  });

  it("goes where the environment says, as with the SDK", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566");
    const request = await sentByOurs(ours);
    expect(comparable(request).place).toMatch(/^POST http:\/\/127\.0\.0\.1:4566\//);
    const settings = { useQueueUrlAsEndpoint: false };
    expect(comparable(request)).toEqual(comparable(await sentBy(Client as never, settings, command)));
  });

  it("goes where the environment says for its service, before anywhere else", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566");
    for (const service of ["DYNAMODB", "SQS", "SECRETS_MANAGER", "SESV2"]) {
      vi.stubEnv(`AWS_ENDPOINT_URL_${service}`, `http://localhost:${4_000 + service.length}`);
    }
    const request = await sentByOurs(ours);
    expect(comparable(request).place).toMatch(/^POST http:\/\/localhost:/);
    const settings = { useQueueUrlAsEndpoint: false };
    expect(comparable(request)).toEqual(comparable(await sentBy(Client as never, settings, command)));
  });

  it.each(["token/+=", ""])("is signed as the SDK's signer signs it, with the session token %j", async (token) => {
    vi.stubEnv("AWS_SESSION_TOKEN", token);
    const { headers, ...request } = await sentByOurs(ours);
    expect(headers["X-Amz-Security-Token"]).toBe(token === "" ? undefined : token);
    expect(headers["Authorization"]).toBe(await signedBySdk({ headers, ...request }, secret));
    expect(headers["Authorization"]).not.toBe(await signedBySdk({ headers, ...request }, "another secret"));
  });
});

it("signs with the credentials that hold when it is called", async () => {
  const client = new DynamoDb(patience);
  const call = () => client.send("GetItem", inputs.getItem);
  expect((await sentByOurs(call)).headers["Authorization"]).toContain("ASIAEXAMPLE/");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "ASIAOTHER");
  expect((await sentByOurs(call)).headers["Authorization"]).toContain("ASIAOTHER/");
});

it.each(["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])("does not call without %s", async (name) => {
  vi.stubEnv(name, undefined);
  await expect(sentByOurs(calls.GetItem[0])).rejects.toThrow(`${name} is not set.`);
});

it("knows the place of China's regions", async () => {
  vi.stubEnv("AWS_REGION", "cn-north-1");
  const request = await sentByOurs(calls.GetItem[0]);
  expect(comparable(request)).toEqual(comparable(await sentBy(sdk.DynamoDBClient as never, {}, calls.GetItem[1][1])));
});

type Wire = { readonly status: number; readonly headers?: Record<string, string>; readonly body: string };

function json(status: number, fields: object, headers: Record<string, string> = {}): Wire {
  return { status, headers: { "x-amzn-requestid": "REQUEST-1", ...headers }, body: JSON.stringify(fields) };
}
const dynamodb = "com.amazonaws.dynamodb.v20120810#";
const reasons = [
  { Code: "None" },
  { Code: "ConditionalCheckFailed", Message: "The conditional request failed", Item: { pk: { S: "a" } } },
  { Code: "TransactionConflict" },
];

/** Answers that AWS, or what stands before it, gives. */
const answers: Readonly<Record<string, readonly (Wire | Error)[]>> = {
  "a success": [json(200, { Item: item })],
  "a success without a body": [{ status: 200, body: "" }],
  "a failed condition": [
    json(400, { __type: `${dynamodb}ConditionalCheckFailedException`, message: "no", Item: { pk: { S: "a" } } }),
  ],
  "a canceled transaction": [
    json(400, { __type: `${dynamodb}TransactionCanceledException`, Message: "c", CancellationReasons: reasons }),
  ],
  "an error of the framework": [
    json(400, { __type: "com.amazon.coral.validate#ValidationException", message: "One or more parameters" }),
  ],
  "an error that no model knows": [
    json(400, { __type: "com.amazon.coral.service#AccessDeniedException", Message: "not you" }),
  ],
  "a bare name": [json(400, { __type: "ResourceNotFoundException", message: "no table" })],
  "a name in the header": [
    json(400, { message: "no" }, { "x-amzn-errortype": "AccessDeniedException:http://internal.amazon.com/coral/" }),
  ],
  "a name as code": [json(400, { code: "SomethingElse", message: "no" })],
  "an error without a word": [json(400, {})],
  "500 without a body": [{ status: 500, body: "" }],
  "503 of a proxy": [{ status: 503, body: "<html>Service Unavailable</html>" }],
  "400 of a proxy": [{ status: 400, body: "<html>Bad Request</html>" }],
  "200 of a proxy": [{ status: 200, body: "<html>Welcome</html>" }],
  "413, too much": [{ status: 413, body: "" }],
  "a throttle, then a success": [
    json(400, { __type: `${dynamodb}ProvisionedThroughputExceededException`, message: "slow" }),
    json(200, { Item: item }),
  ],
  "throttles throughout": [json(400, { __type: `${dynamodb}ThrottlingException`, message: "slow" })],
  "429, then 500, then a success": [
    json(429, {}),
    json(500, { __type: `${dynamodb}InternalServerError` }),
    json(200, {}),
  ],
  "a broken connection, then a success": [Object.assign(new Error("reset"), { code: "ECONNRESET" }), json(200, {})],
  "a connection that breaks each time": [Object.assign(new Error("refused"), { code: "ECONNREFUSED" })],
  "a time-out": [Object.assign(new Error("late"), { name: "TimeoutError", code: "ETIMEDOUT" })],
  "a host that is not there": [Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" })],
};

/** How a call ends, and how often it was tried; the last answer comes for all further attempts. */
async function ending(given: readonly (Wire | Error)[], call: () => Promise<unknown>) {
  let attempts = 0;
  const end = interceptSdkCalls(async () => {
    const answer = given[Math.min(attempts, given.length - 1)];
    attempts += 1;
    if (answer === undefined || answer instanceof Error)
      throw Object.assign(new Error(), answer, { message: answer?.message });
    const { status: statusCode, headers = {}, body } = answer;
    return { response: { statusCode, headers: { ...headers }, body: Buffer.from(body) } };
  });
  try {
    const output = await call();
    return { attempts, output };
  } catch (thrown) {
    return { attempts, thrown: picked(thrown) };
  } finally {
    end();
  }
}

/** All that anybody reads of an error: not the wire's own name, nor the SDK's advice after what the parser says. */
function picked(thrown: unknown) {
  const { name, message } = thrown as Error;
  const { __type: _, Error: _e, Type: _t, Code: _c, RequestId: _r, ...fields } = thrown as Record<string, unknown>;
  return { ...fields, name, message: message.replace(/\n {2}Deserialization error:.*/s, "") };
}

describe.each(Object.entries(answers))("answered with %s", (_, given) => {
  it("ends as it would with the SDK", async () => {
    const ours = await ending(given, calls.GetItem[0]);
    const theirs = await ending(given, () =>
      new sdk.DynamoDBClient(sdkPatience(patience)).send(new sdk.GetItemCommand(inputs.getItem)),
    );
    expect(ours).toEqual(theirs);
  });
});

const queueError = "com.amazonaws.sqs#";

describe.each([
  ["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue;Sender"],
  ["RequestThrottled", "RequestThrottled;Sender"],
  ["KmsThrottled", "KMS.ThrottlingException;Sender"],
  ["InvalidMessageContents", "InvalidMessageContents;Sender"],
])("SQS's %s", (name, queryError) => {
  it("has the name that it has with the SDK", async () => {
    const given = [json(400, { __type: queueError + name, message: "no" }, { "x-amzn-query-error": queryError })];
    const ours = await ending(given, calls.SendMessage[0]);
    const theirs = await ending(given, () =>
      new SQSClient(sdkPatience(patience)).send(new SendMessageCommand(inputs.message)),
    );
    expect(ours.thrown).toMatchObject({ name });
    expect(ours).toEqual(theirs);
  });
});

describe.each(["MessageRejected", "BadRequestException", "TooManyRequestsException"])("SES's %s", (name) => {
  it("has the name that it has with the SDK", async () => {
    const given = [json(400, { message: "no" }, { "x-amzn-errortype": `${name}:http://internal.amazon.com/coral/` })];
    const ours = await ending(given, calls.SendEmail[0]);
    const theirs = await ending(given, () =>
      new SESv2Client(sdkPatience(patience)).send(new SendEmailCommand(inputs.mail)),
    );
    expect(ours.thrown).toMatchObject({ name });
    expect(ours).toEqual(theirs);
  });
});
