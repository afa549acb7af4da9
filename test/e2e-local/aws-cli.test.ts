import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { eventually } from "../../cli/src/eventually.ts";
import { createApi } from "../../cli/src/http-client.ts";
import { readLocalReady } from "../../cli/src/ready.ts";
import { createAdmin } from "../support/admin.ts";
import { createAwsCli, hasAwsCli } from "../support/aws-cli.ts";
import { provokedDenials } from "../support/provoked-denials.ts";

const ready = readLocalReady(inject("readyFile"));
const { stage, tableName, region } = ready;
const admin = createAdmin(ready);
const api = createApi(ready.apiUrl);
const aws = createAwsCli(ready);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-aws-cli-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function arnOf(service: string, resource: string): string {
  return `arn:aws:${service}:${region}:000000000000:${resource}`;
}

/** A queue of the test's own, whose messages nobody else takes. */
async function aQueue(): Promise<string> {
  const { QueueUrl } = await aws("sqs", "create-queue", "--queue-name", `test-${randomUUID()}`);
  return QueueUrl;
}

async function attributesOf(queueUrl: string): Promise<Record<string, string>> {
  return (await aws("sqs", "get-queue-attributes", "--queue-url", queueUrl, "--attribute-names", "All")).Attributes;
}

/** Runs a function and reads what it answered. */
async function invoke(name: string, ...more: readonly string[]) {
  const file = join(folder, randomUUID());
  const said = await aws("lambda", "invoke", "--function-name", `${stage}-${name}`, "--payload", "{}", ...more, file);
  return { said, payload: JSON.parse(readFileSync(file, "utf8") || "null") };
}

describe.skipIf(!hasAwsCli)("the AWS CLI, where there is an aws command on the PATH", () => {
  it("sqs list-queues shows the queues of a consumer", async () => {
    const { QueueUrls } = await aws("sqs", "list-queues", "--queue-name-prefix", `${stage}-payments-events`);
    const names = QueueUrls.map((url: string) => url.replace(`${ready.awsEndpoint}/000000000000/`, ""));
    expect(names.sort()).toEqual([`${stage}-payments-events`, `${stage}-payments-events-dead-letters`]);
  });

  it("sqs send-message and receive-message carry a body with its attributes", async () => {
    const queue = await aQueue();
    const attributes = JSON.stringify({ reason: { DataType: "String", StringValue: "tried <it>" } });
    const message = ["--message-body", "grüße", "--message-attributes", attributes];
    const sent = await aws("sqs", "send-message", "--queue-url", queue, ...message);
    const all = ["--message-attribute-names", "All", "--attribute-names", "All"];
    const { Messages } = await aws("sqs", "receive-message", "--queue-url", queue, ...all);
    expect(Messages).toMatchObject([
      {
        MessageId: sent.MessageId,
        Body: "grüße",
        MD5OfBody: sent.MD5OfMessageBody,
        Attributes: { ApproximateReceiveCount: "1" },
        MessageAttributes: { reason: { DataType: "String", StringValue: "tried <it>" } },
      },
    ]);
  });

  it("sqs get-queue-attributes counts, and purge-queue empties", async () => {
    const queue = await aQueue();
    await aws("sqs", "send-message", "--queue-url", queue, "--message-body", "one");
    expect(await attributesOf(queue)).toMatchObject({
      QueueArn: arnOf("sqs", queue.split("/").at(-1) ?? ""),
      ApproximateNumberOfMessages: "1",
    });
    await aws("sqs", "purge-queue", "--queue-url", queue);
    expect(await attributesOf(queue)).toMatchObject({ ApproximateNumberOfMessages: "0" });
  });

  it("sqs get-queue-url and list-dead-letter-source-queues lead from dead letters to their consumer", async () => {
    const url = async (name: string) =>
      (await aws("sqs", "get-queue-url", "--queue-name", `${stage}-${name}`)).QueueUrl;
    const deadLetters = await url("orders-events-dead-letters");
    const { queueUrls } = await aws("sqs", "list-dead-letter-source-queues", "--queue-url", deadLetters);
    expect(queueUrls).toEqual([await url("orders-events")]);
  });

  it("sqs tells that a queue is not there", async () => {
    await expect(aws("sqs", "get-queue-url", "--queue-name", "nowhere")).rejects.toThrow(/NonExistentQueue/);
  });

  it("sns list-topics, subscribe and publish reach a queue", async () => {
    const topic = arnOf("sns", `${stage}-customer-notices`);
    const { Topics } = await aws("sns", "list-topics");
    expect(Topics).toContainEqual({ TopicArn: topic });

    const queue = await aQueue();
    const { QueueArn = "" } = await attributesOf(queue);
    const Statement = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: QueueArn };
    const attributes = JSON.stringify({ Policy: JSON.stringify({ Statement }) });
    await aws("sqs", "set-queue-attributes", "--queue-url", queue, "--attributes", attributes);
    const subscription = ["--topic-arn", topic, "--protocol", "sqs", "--notification-endpoint", QueueArn];
    const { SubscriptionArn } = await aws(
      "sns",
      "subscribe",
      ...subscription,
      "--attributes",
      "RawMessageDelivery=true",
    );
    const { MessageId } = await aws("sns", "publish", "--topic-arn", topic, "--message", "a <notice> & more");
    expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
    const { Messages } = await aws("sqs", "receive-message", "--queue-url", queue, "--wait-time-seconds", "5");
    expect(Messages).toMatchObject([{ Body: "a <notice> & more" }]);
    await aws("sns", "unsubscribe", "--subscription-arn", SubscriptionArn);
    const { Subscriptions } = await aws("sns", "list-subscriptions-by-topic", "--topic-arn", topic);
    expect(JSON.stringify(Subscriptions)).not.toContain(QueueArn);
  });

  it("events put-events takes an event, and says which one it does not take", async () => {
    const entry = { EventBusName: `${stage}-millrace`, Source: "test", DetailType: "test", Detail: "{}" };
    const entries = JSON.stringify([entry, { ...entry, Detail: "no JSON" }]);
    expect(await aws("events", "put-events", "--entries", entries)).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ EventId: expect.any(String) }, { ErrorCode: "MalformedDetail" }],
    });
  });

  it("events start-replay replays from the archive, and describe-replay and list-replays tell how far it is", async () => {
    const { Archives } = await aws("events", "list-archives");
    expect(Archives).toMatchObject([{ ArchiveName: `${stage}-millrace`, RetentionDays: 60, State: "ENABLED" }]);
    const name = `test-${randomUUID()}`;
    // Long before the stack began: nothing to replay.
    const [start, end] = [2, 1].map((years) => new Date(Date.now() - years * 365 * 86_400_000).toISOString());
    const span = ["--event-start-time", String(start), "--event-end-time", String(end)];
    const source = ["--event-source-arn", arnOf("events", `archive/${stage}-millrace`)];
    const destination = ["--destination", JSON.stringify({ Arn: Archives[0].EventSourceArn })];
    const started = await aws("events", "start-replay", "--replay-name", name, ...source, ...span, ...destination);
    expect(started).toMatchObject({ ReplayArn: arnOf("events", `replay/${name}`), State: "STARTING" });
    expect(await aws("events", "describe-replay", "--replay-name", name)).toMatchObject({ State: "COMPLETED" });
    const { Replays } = await aws("events", "list-replays");
    expect(Replays).toContainEqual(expect.objectContaining({ ReplayName: name, State: "COMPLETED" }));
    await expect(aws("events", "describe-replay", "--replay-name", "none")).rejects.toThrow(/ResourceNotFound/);
  });

  it("lambda list-functions shows what the template says", async () => {
    const { Functions } = await aws("lambda", "list-functions");
    expect(Functions).toContainEqual(
      expect.objectContaining({
        FunctionName: `${stage}-catalog-api`,
        FunctionArn: arnOf("lambda", `function:${stage}-catalog-api`),
        Runtime: "nodejs24.x",
        Environment: { Variables: expect.objectContaining({ TABLE_NAME: tableName }) },
      }),
    );
  });

  it("lambda invoke answers with a function's result, or with its error", async () => {
    expect(await invoke("carts-abandon-carts")).toEqual({
      said: { StatusCode: 200, ExecutedVersion: "$LATEST" },
      payload: null,
    });
    expect(await invoke("customers-authorizer")).toEqual({
      said: { StatusCode: 200, ExecutedVersion: "$LATEST", FunctionError: "Unhandled" },
      payload: { errorType: "Error", errorMessage: "Unauthorized" },
    });
  });

  it("lambda invoke of the type Event answers at once, and the function runs", async () => {
    const ends = async () =>
      (await admin.logs(`/aws/lambda/${stage}-carts-abandon-carts`)).filter(({ message }) => message.startsWith("END "))
        .length;
    const before = await ends();
    const { said, payload } = await invoke("carts-abandon-carts", "--invocation-type", "Event");
    expect({ said, payload }).toEqual({ said: { StatusCode: 202 }, payload: null });
    await eventually("the function to run", async () => ((await ends()) > before ? true : undefined));
  });

  it("lambda put-function-concurrency 0 stops a function, and delete-function-concurrency starts it", async () => {
    const which = ["--function-name", `${stage}-catalog-api`];
    await aws("lambda", "put-function-concurrency", ...which, "--reserved-concurrent-executions", "0");
    expect(await aws("lambda", "get-function-concurrency", ...which)).toEqual({ ReservedConcurrentExecutions: 0 });
    expect(await api("GET", "/v1/products")).toMatchObject({ status: 503, json: { code: "service.unavailable" } });
    await expect(invoke("catalog-api")).rejects.toThrow(/TooManyRequestsException/);
    await aws("lambda", "delete-function-concurrency", ...which);
    expect(await api("GET", "/v1/products")).toMatchObject({ status: 200 });
  });

  it("lambda tells that a function is not there", async () => {
    await expect(invoke("nowhere")).rejects.toThrow(/ResourceNotFoundException.*Function not found: arn:aws:lambda/);
  });

  it("xray get-trace-summaries finds a request, and batch-get-traces shows it whole", async () => {
    const now = await admin.now();
    const seconds = Math.floor(now.getTime() / 1000);
    const traceId = `1-${seconds.toString(16)}-${randomBytes(12).toString("hex")}`;
    const correlationId = `cli-${randomUUID()}`;
    const headers = { "x-amzn-trace-id": `Root=${traceId};Sampled=1`, "x-correlation-id": correlationId };
    expect((await api("GET", "/v1/products", { headers })).status).toBe(200);
    const range = ["--start-time", String(seconds - 60), "--end-time", String(seconds + 60)];
    const filter = ["--filter-expression", `annotation.correlationId = "${correlationId}"`];
    const { TraceSummaries } = await aws("xray", "get-trace-summaries", ...range, ...filter);
    expect(TraceSummaries).toMatchObject([{ Id: traceId, Http: { HttpMethod: "GET", HttpStatus: 200 } }]);
    const { Traces } = await aws("xray", "batch-get-traces", "--trace-ids", traceId);
    const names = Traces[0].Segments.map(({ Document }: { Document: string }) => JSON.parse(Document).name);
    expect(names).toEqual(expect.arrayContaining([`${stage}-millrace/${stage}`, `${stage}-catalog-api`]));
  });

  it("dynamodb describe-table, scan, query and get-item read the table", async () => {
    const table = ["--table-name", tableName];
    const { Table } = await aws("dynamodb", "describe-table", ...table);
    expect(Table).toMatchObject({
      TableStatus: "ACTIVE",
      KeySchema: [{ AttributeName: "pk" }, { AttributeName: "sk" }],
    });
    const filter = ["--filter-expression", "begins_with(pk, :own)", "--expression-attribute-values"];
    const products = [...filter, JSON.stringify({ ":own": { S: "$catalog#productId_" } }), "--max-items", "1"];
    const { Items } = await aws("dynamodb", "scan", ...table, ...products);
    const [{ pk, sk }] = Items;
    const item = await aws("dynamodb", "get-item", ...table, "--key", JSON.stringify({ pk, sk }));
    expect(item).toEqual({ Item: Items[0] });
    const condition = ["--key-condition-expression", "pk = :pk", "--expression-attribute-values"];
    const found = await aws("dynamodb", "query", ...table, ...condition, JSON.stringify({ ":pk": pk }));
    expect(found.Items).toContainEqual(Items[0]);
    const nowhere = { pk: { S: "nobody" }, sk: { S: "nothing" } };
    expect(await aws("dynamodb", "get-item", ...table, "--key", JSON.stringify(nowhere))).toEqual({});
  });

  it("secretsmanager get-secret-value shows a generated secret", async () => {
    const shown = await aws("secretsmanager", "get-secret-value", "--secret-id", `${stage}-cursor-key`);
    expect(shown).toMatchObject({ Name: `${stage}-cursor-key`, SecretString: expect.stringMatching(/^\S{32,}$/) });
  });

  it("cognito-idp admin-create-user makes a user", async () => {
    const Username = `${randomUUID()}@example.com`;
    const user = ["--user-pool-id", ready.userPoolId, "--username", Username, "--message-action", "SUPPRESS"];
    const { User } = await aws("cognito-idp", "admin-create-user", ...user);
    expect(User.Attributes).toContainEqual({ Name: "email", Value: Username });
    await expect(aws("cognito-idp", "admin-create-user", ...user)).rejects.toThrow(/UsernameExistsException/);
  });

  it("with a function's name as key has that function's rights", async () => {
    provokedDenials.push(`${stage}-catalog-api`);
    const asCatalog = createAwsCli(ready, `${stage}-catalog-api`);
    await expect(asCatalog("sns", "list-topics")).rejects.toThrow(
      /AuthorizationError.*not authorized to perform: sns:ListTopics/,
    );
    await expect(asCatalog("lambda", "list-functions")).rejects.toThrow(/AccessDeniedException.*lambda:ListFunctions/);
  });

  it("with any other key is refused", async () => {
    await expect(createAwsCli(ready, "AKIAOTHER")("sqs", "list-queues")).rejects.toThrow(/UnrecognizedClientException/);
  });
});
