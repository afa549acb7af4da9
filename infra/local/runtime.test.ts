import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { writeAssembly } from "./runtime.fixture.ts";
import { type Runtime, type RuntimeOptions, startRuntime } from "./runtime.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
function assembly(extra?: Readonly<Record<string, unknown>>): string {
  const folder = writeAssembly(extra);
  folders.push(folder);
  return folder;
}
let plainAssembly = "";
beforeAll(() => {
  plainAssembly = assembly();
});

async function aRuntime(overrides: Partial<RuntimeOptions> = {}): Promise<Runtime> {
  const runtime = await startRuntime({
    assemblyFolder: plainAssembly,
    ports: { api: 0, aws: 0, admin: 0 },
    environmentsPerFunction: 2,
    faults: [],
    seed: 1,
    tuning: "quick",
    ...overrides,
  });
  cleanUps.push(runtime.stop);
  return runtime;
}

async function aws(runtime: Runtime, service: string, target: string, input: object): Promise<Record<string, unknown>> {
  const response = await fetch(runtime.awsUrl, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=local/20261123/us-east-1/${service}/aws4_request, Signature=0`,
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": target,
    },
    body: JSON.stringify(input),
  });
  return (await response.json()) as Record<string, unknown>;
}
async function send(runtime: Runtime, body: string): Promise<void> {
  await aws(runtime, "sqs", "AmazonSQS.SendMessage", {
    QueueUrl: runtime.resources.named(queueArn).ref,
    MessageBody: body,
  });
}
const queueArn = "arn:aws:sqs:us-east-1:000000000000:dev-work";

async function admin(runtime: Runtime, request: string, body?: unknown): Promise<unknown> {
  const [method = "GET", path] = request.split(" ");
  const response = await fetch(runtime.adminUrl + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return await response.json();
}
function idle(runtime: Runtime) {
  return vi.waitFor(async () => expect(await admin(runtime, "GET /idle")).toBe(true), {
    timeout: 20_000,
    interval: 20,
  });
}

async function partitions(runtime: Runtime): Promise<string[]> {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint: runtime.awsUrl, region: "us-east-1", credentials });
  const { Items = [] } = await client.send(new ScanCommand({ TableName: "dev" }));
  client.destroy();
  return Items.map((item) => item.pk?.S ?? "").sort();
}

describe("the local runtime", { timeout: 60_000 }, () => {
  it("carries a message through queue, function and permission to the table, and shows it as a trace", async () => {
    const runtime = await aRuntime();
    await send(runtime, "$orders#1");
    await idle(runtime);
    expect(await partitions(runtime)).toEqual(["$orders#1"]);
    expect(await admin(runtime, "GET /denials")).toEqual([]);
    const traces = await tracesOf(runtime);
    const found = traces.find((trace) => trace.includes("PutItem")) ?? "";
    for (const part of ["AWS::Lambda::Function", "## index.handler", "$orders#1", "Initialization"])
      expect(found).toContain(part);
    const lines = (await admin(runtime, "GET /logs?group=/aws/lambda/dev-worker")) as { message: string }[];
    expect(lines.some(({ message }) => message.includes('"body":"$orders#1"'))).toBe(true);
  });

  it("denies what the role does not allow, and tells the operator at once", async () => {
    const told: string[] = [];
    const runtime = await aRuntime({ onLine: (line) => void told.push(line) });
    await send(runtime, "$payments#1");
    await vi.waitFor(async () => expect(await admin(runtime, "GET /denials")).toHaveLength(1), { timeout: 20_000 });
    expect(await admin(runtime, "GET /denials")).toMatchObject([
      { action: "dynamodb:PutItem", functionName: "dev-worker" },
    ]);
    expect(told).toEqual(["denied dev-worker: dynamodb:PutItem on arn:aws:dynamodb:us-east-1:000000000000:table/dev"]);
    expect(await partitions(runtime)).toEqual([]);
  });

  it("ends the environment before or after a call as the fault plan says, and the queue brings the message again", async () => {
    const told: string[] = [];
    const runtime = await aRuntime({ onLine: (line) => void told.push(line) });
    const rule = { function: "worker", call: "dynamodb:PutItem" };
    const plan = [
      { ...rule, occurrence: 1, fault: "crash-before" },
      { ...rule, occurrence: 2, fault: "crash-after" },
    ];
    await admin(runtime, "PUT /faults", plan);
    await send(runtime, "$orders#2");
    const hits = async () => ((await admin(runtime, "GET /faults")) as { hits: number }[]).map((fault) => fault.hits);
    await vi.waitFor(async () => expect(await hits()).toEqual([1, 0]), { timeout: 20_000 });
    expect(await partitions(runtime)).toEqual([]);
    await vi.waitFor(
      async () => {
        await admin(runtime, "POST /clock", { advanceSeconds: 31 });
        expect(await hits()).toEqual([1, 1]);
      },
      { timeout: 20_000, interval: 200 },
    );
    await vi.waitFor(async () => expect(await partitions(runtime)).toEqual(["$orders#2"]), { timeout: 20_000 });
    const lines = (await admin(runtime, "GET /logs?group=/millrace/local")) as { message: string }[];
    expect(told).toEqual([
      "fault crash-before hit dynamodb:PutItem of dev-worker",
      "fault crash-after hit dynamodb:PutItem of dev-worker",
    ]);
    expect(lines.map(({ message }) => message)).toEqual(told);
  });

  it("runs a function that a person invokes at the AWS endpoint, and none that is stopped", async () => {
    const runtime = await aRuntime();
    const lambda = async (method: string, path: string, body: object) => {
      const authorization = "AWS4-HMAC-SHA256 Credential=local/20261123/us-east-1/lambda/aws4_request, Signature=0";
      const init = { method, headers: { authorization }, body: JSON.stringify(body) };
      return (await fetch(`${runtime.awsUrl}${path}`, init)).status;
    };
    const invoke = (messageId: string) =>
      lambda("POST", "/2015-03-31/functions/dev-worker/invocations", {
        Records: [{ messageId, body: "$orders#invoked" }],
      });
    expect(await invoke("1")).toBe(200);
    expect(await partitions(runtime)).toEqual(["$orders#invoked"]);
    const stop = { ReservedConcurrentExecutions: 0 };
    expect(await lambda("PUT", "/2017-10-31/functions/dev-worker/concurrency", stop)).toBe(200);
    expect(await invoke("2")).toBe(429);
    expect(await partitions(runtime)).toEqual(["$orders#invoked"]);
  });

  it("keeps the table between runs", async () => {
    const dataFolder = join(mkdtempSync(join(tmpdir(), "millrace-data-")), "state");
    const first = await aRuntime({ dataFolder });
    await send(first, "$orders#kept");
    await vi.waitFor(async () => expect(await partitions(first)).toEqual(["$orders#kept"]), { timeout: 20_000 });
    await first.stop();
    const second = await aRuntime({ dataFolder });
    expect(await partitions(second)).toEqual(["$orders#kept"]);
  });

  it("refuses a template with anything it does not support, and a folder that is not its own", async () => {
    const fifo = { Type: "AWS::SQS::Queue", Properties: { QueueName: "q", FifoQueue: true } };
    await expect(aRuntime({ assemblyFolder: assembly({ Fifo: fifo }) })).rejects.toThrow(
      "Fifo (AWS::SQS::Queue): the property FifoQueue is not supported",
    );
    const foreign = mkdtempSync(join(tmpdir(), "millrace-foreign-"));
    writeFileSync(join(foreign, "thesis.doc"), "");
    await expect(aRuntime({ dataFolder: foreign })).rejects.toThrow(
      /files that are not Millrace's state \(thesis\.doc\)/,
    );
    writeFileSync(join(foreign, "millrace.json"), '{"format":');
    await expect(aRuntime({ dataFolder: foreign })).rejects.toThrow(/is corrupt or from another version/);
  });
});

async function tracesOf(runtime: Runtime): Promise<string[]> {
  const ask = async (path: string, body: object) => {
    const authorization = "AWS4-HMAC-SHA256 Credential=local/20261123/us-east-1/xray/aws4_request, Signature=0";
    const response = await fetch(runtime.awsUrl + path, {
      method: "POST",
      headers: { authorization },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Record<string, { Id: string }[]>;
  };
  const now = Date.now() / 1_000;
  const { TraceSummaries = [] } = await ask("/TraceSummaries", { StartTime: now - 600, EndTime: now + 600 });
  const { Traces = [] } = await ask("/Traces", { TraceIds: TraceSummaries.map(({ Id }) => Id) });
  return Traces.map((trace) => JSON.stringify(trace));
}
