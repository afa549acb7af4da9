import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startWorld } from "./gateway/fixture.ts";
import { exchange, oddConnection, oddInput } from "./odd-input.fixture.ts";
import { createRandom } from "./random.ts";
import { writeAssembly } from "./runtime.fixture.ts";
import { type Runtime, startRuntime } from "./runtime.ts";

/** Beside what the tests say: an exception that reaches the process fails them all. */
let folder: string;
let runtime: Runtime;
beforeAll(async () => {
  folder = writeAssembly();
  runtime = await startRuntime({
    ...{ assemblyFolder: folder, ports: { api: 0, aws: 0, admin: 0 }, environmentsPerFunction: 2 },
    ...{ faults: [], seed: 1, tuning: "quick" },
  });
}, 60_000);
afterAll(async () => {
  await runtime?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function aws(service: string, target: string, input: unknown) {
  return fetch(runtime.awsUrl, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=local/20261123/us-east-1/${service}/aws4_request, Signature=0`,
      ...{ "content-type": "application/x-amz-json-1.0", "x-amz-target": target },
    },
    body: JSON.stringify(input),
  });
}

const statusLine = /^HTTP\/1\.1 [1-5]\d\d /;

/** Sends odd connections, and after each whole one, looks whether the server still answers. */
async function harass(url: string, seed: number, isAlive: () => Promise<boolean>): Promise<void> {
  const random = createRandom(seed);
  for (let count = 0; count < 250; count += 1) {
    const bytes = oddConnection(random);
    const answer = await exchange(url, bytes, random() < 0.1);
    if (answer !== "") expect(answer).toMatch(statusLine);
    expect(await isAlive(), bytes.toString("latin1").slice(0, 2_000)).toBe(true);
  }
}

async function statusOf(url: string): Promise<number> {
  const response = await fetch(url);
  await response.arrayBuffer();
  return response.status;
}

describe("odd requests", { timeout: 120_000 }, () => {
  it("end no gateway", async () => {
    const { url } = await startWorld();
    await harass(url(), 1, async () => (await statusOf(`${url()}/v1/orders`)) === 200);
  });

  it("end no AWS endpoint", async () => {
    await harass(runtime.awsUrl, 2, async () => (await aws("sqs", "AmazonSQS.ListQueues", {})).ok);
  });

  it("end no admin surface", async () => {
    await harass(runtime.adminUrl, 3, async () => (await statusOf(`${runtime.adminUrl}/clock`)) === 200);
  });

  it.each([
    ["a request that is none", "hello\r\n\r\n", 400],
    ["a request line that ends early", "GET /v1/orders HTTP/1.1\r\nhost", 400],
    ["no host", "GET /v1/orders HTTP/1.1\r\n\r\n", 400],
    ["two lengths", "POST /v1/orders HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab", 400],
    [
      "a length and chunks",
      "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
      400,
    ],
    ["a body cut off", "POST /v1/orders HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nab", 400],
    ["an expectation", "POST /v1/orders HTTP/1.1\r\nhost: a\r\nexpect: much\r\ncontent-length: 0\r\n\r\n", 400],
    ["a URL of 12,000 letters", `GET /${"a".repeat(12_000)} HTTP/1.1\r\nhost: a\r\n\r\n`, 413],
    ["headers of 12,000 letters", `GET /v1/orders HTTP/1.1\r\nhost: a\r\nx: ${"a".repeat(12_000)}\r\n\r\n`, 413],
    ["a URL of 300,000 letters", `GET /${"a".repeat(300_000)} HTTP/1.1\r\nhost: a\r\n\r\n`, 413],
    ["headers of 300,000 letters", `GET / HTTP/1.1\r\nhost: a\r\nx: ${"a".repeat(300_000)}\r\n\r\n`, 413],
  ])("are told what is wrong by the gateway, as every refusal is: %s", async (_, request, status) => {
    const { url } = await startWorld();
    const answer = await exchange(url(), Buffer.from(request), false);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "")).toMatchObject({ message: expect.any(String) });
  });

  it("behind a good one leave its answer alone", async () => {
    const { url } = await startWorld();
    const answer = await exchange(url(), Buffer.from("GET /v1/orders HTTP/1.1\r\nhost: a\r\n\r\nhello\r\n\r\n"), false);
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200"]);
  });
});

const operations: Readonly<Record<string, readonly string[]>> = {
  "sqs AmazonSQS": [
    ...[
      "CreateQueue",
      "SendMessage",
      "ReceiveMessage",
      "DeleteMessage",
      "GetQueueAttributes",
      "GetQueueUrl",
      "ListQueues",
    ],
    ...["ListDeadLetterSourceQueues", "StartMessageMoveTask", "ListMessageMoveTasks"],
  ],
  "events AWSEvents": ["PutEvents", "StartReplay", "DescribeReplay", "ListReplays", "ListArchives"],
  "secretsmanager secretsmanager": ["GetSecretValue", "PutSecretValue", "DescribeSecret"],
  "cognito-idp AWSCognitoIdentityProviderService": [
    ...["SignUp", "ConfirmSignUp", "InitiateAuth", "AdminCreateUser", "AdminSetUserPassword", "AdminAddUserToGroup"],
  ],
  "dynamodb DynamoDB_20120810": ["GetItem", "PutItem", "Query", "TransactWriteItems", "BatchGetItem", "Nothing"],
};
const posts: Readonly<Record<string, readonly string[]>> = {
  ses: ["/v2/email/outbound-emails"],
  xray: ["/TraceSummaries", "/Traces"],
  lambda: ["/2015-03-31/functions/dev-worker/invocations", "/2015-03-31/functions/%zz/invocations"],
};

describe("odd calls of AWS", { timeout: 120_000 }, () => {
  it("are answered, and the next message goes its way", async () => {
    const random = createRandom(4);
    for (const [service = "", prefix, names] of Object.entries(operations).map(
      ([key, all]) => [...key.split(" "), all] as const,
    )) {
      for (const name of names as readonly string[]) {
        for (let count = 0; count < 12; count += 1) {
          expect((await aws(service as string, `${prefix}.${name}`, oddInput(random))).status).toBeLessThan(600);
        }
      }
    }
    for (const [service, all] of Object.entries(posts)) {
      for (const path of all) {
        for (let count = 0; count < 12; count += 1) {
          const authorization = `AWS4-HMAC-SHA256 Credential=local/20261123/us-east-1/${service}/aws4_request, Signature=0`;
          const init = { method: "POST", headers: { authorization }, body: JSON.stringify(oddInput(random)) };
          expect((await fetch(`${runtime.awsUrl}${path}`, init)).status).toBeLessThan(600);
        }
      }
    }
    await sendWithTrace("$orders#good", "Root=1-5f84c7a5-0123456789abcdef01234567;Sampled=1");
    await expectStored("$orders#good");
  });

  it("leave no message behind that stops its queue, whatever its trace header", async () => {
    for (const trace of [5, null, {}, "", "hello", "Root=", "Root=1-ABC", "Root=1-5F84C7A5-0123456789ABCDEF01234567"]) {
      await sendWithTrace("$orders#odd", trace);
    }
    await sendWithTrace("$orders#after", undefined);
    await expectStored("$orders#after");
  });
});

async function sendWithTrace(MessageBody: string, StringValue: unknown): Promise<void> {
  await aws("sqs", "AmazonSQS.SendMessage", {
    QueueUrl: `${runtime.awsUrl}/000000000000/dev-work`,
    ...{ MessageBody, MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue } } },
  });
}

function expectStored(pk: string): Promise<void> {
  const query = {
    ...{ TableName: "dev", KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: { ":pk": { S: pk } } },
  };
  return vi.waitFor(
    async () =>
      expect(await (await aws("dynamodb", "DynamoDB_20120810.Query", query)).json()).toMatchObject({ Count: 1 }),
    { timeout: 20_000, interval: 50 },
  );
}
