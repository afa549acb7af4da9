import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { sdkPatience } from "@millrace/aws/patience";
import { type HttpAnswer, Transport } from "@millrace/aws/transport";
import xray from "aws-xray-sdk-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { jsonAnswer } from "../../../test/support/sdk-calls.ts";
import { dynamodb, sqs } from "./clients.ts";
import { tracer } from "./observability.ts";

const patience = { attempts: 5, firstMilliseconds: 20, answerMilliseconds: 1_500 };
const get = { TableName: "table", Key: { pk: { S: "a" } }, ConsistentRead: true };
const message = { QueueUrl: "https://sqs/dead-letters", MessageBody: "{}", MessageAttributes: {} };

/** The same calls, by ours and by the SDK. */
const calls = {
  "GetItem of DynamoDB": {
    ours: () => dynamodb().send("GetItem", get),
    sdk: () => xray.captureAWSv3Client(new DynamoDBClient(sdkPatience(patience))).send(new GetItemCommand(get)),
  },
  "SendMessage of SQS": {
    ours: () => sqs().send("SendMessage", message),
    sdk: () => xray.captureAWSv3Client(new SQSClient(sdkPatience(patience))).send(new SendMessageCommand(message)),
  },
};

function answered(fields: object, status: number) {
  return async () => {
    const { response } = jsonAnswer(fields, status);
    const headers = { ...response.headers, "x-amzn-requestid": "REQUEST-1", "content-length": "77" };
    return { response: { ...response, headers } };
  };
}
const answers = {
  "a success": answered({ ConsumedCapacity: { TableName: "table", CapacityUnits: 1 } }, 200),
  "a refusal": answered({ __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", message: "no" }, 400),
  throttles: answered({ __type: "com.amazon.coral.availability#ThrottlingException", message: "slow" }, 400),
  failures: answered({ __type: "com.amazonaws.dynamodb.v20120810#InternalServerError", message: "oh" }, 500),
  "broken connections": () => Promise.reject(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" })),
};

type Cause = { readonly exceptions: readonly { readonly message: string; readonly type: string }[] };

/** What a call leaves in the trace, without what differs from run to run, and the header that it sent. */
async function traceOf(call: () => Promise<unknown>, answer: () => Promise<{ readonly response: HttpAnswer }>) {
  const sent = vi.spyOn(Transport.prototype, "handle").mockImplementation(answer);
  const segment = new xray.Segment("function");
  await xray.getNamespace().runPromise(async () => {
    xray.setSegment(segment);
    await call().catch(() => undefined);
  });
  const headers = new Set(sent.mock.calls.map(([request]) => request.headers["X-Amzn-Trace-Id"]));
  sent.mockRestore();
  const [left] = segment.subsegments ?? [];
  const { id, start_time: _, end_time: __, cause, ...rest } = JSON.parse(JSON.stringify(left));
  const exceptions = (cause as Cause | undefined)?.exceptions.map((each) => [each.message, each.type]);
  return {
    ...rest,
    exceptions,
    header: [...headers].map((header) => header?.replace(segment.trace_id, "ROOT").replace(id, "ID")),
  };
}

beforeEach(() => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "a");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "b");
  vi.spyOn(tracer, "isTracingEnabled").mockReturnValue(true);
  vi.spyOn(Math, "random").mockReturnValue(0);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe.each(Object.entries(calls))("a call: %s", (_, { ours, sdk }) => {
  it.each(Object.entries(answers))("is traced as the SDK's would be, with its header sent: %s", async (__, answer) => {
    const trace = await traceOf(ours, answer);
    expect(trace).toMatchObject({
      namespace: "aws",
      aws: { region: "us-east-1" },
      header: ["Root=ROOT;Parent=ID;Sampled=1"],
    });
    expect(trace).toEqual(await traceOf(sdk, answer));
  });
});
