import { describe, expect, it, onTestFinished } from "vitest";
import { createClock } from "../clock.ts";
import { createDynamoDbProxy } from "../endpoint/dynamodb-proxy.ts";
import { createEndpoint } from "../endpoint/endpoint.ts";
import { unexpected } from "../failure.fixture.ts";
import { createFaults } from "../faults.ts";
import type { InvokeOptions, InvokeResult } from "../ports.ts";
import type { FunctionDefinition } from "./definition.ts";
import { createLambdaApi } from "./lambda-api.ts";

const arn = "arn:aws:lambda:us-east-1:000000000000:function:dev-f";
const definition: FunctionDefinition = {
  ...{ name: "dev-f", arn, roleArn: "arn:aws:iam::000000000000:role/dev-f", handler: "index.handler" },
  ...{ runtime: "nodejs24.x", bundleFolder: "asset.f", memoryMegabytes: 256, timeoutMilliseconds: 10_000 },
  ...{ variables: { TABLE_NAME: "dev" }, logGroup: "/aws/lambda/dev-f" },
};

/** The API behind an endpoint, before a function that answers `result`. */
async function lambda(result: InvokeResult = { ok: true, payload: { done: true } }) {
  const invoked: { name: string; event: unknown; options: InvokeOptions | undefined }[] = [];
  const queued: unknown[] = [];
  const reserved = new Map<string, number>();
  const api = createLambdaApi({
    definitions: () => [definition],
    reserved,
    async invoke(name, event, options) {
      invoked.push({ name, event, options });
      return result;
    },
    invokeAsync: (name, event) => void queued.push([name, event]),
  });
  const endpoint = createEndpoint(createClock(unexpected), unexpected);
  await endpoint.listen(0);
  onTestFinished(endpoint.stop);
  endpoint.mount({
    apis: [api],
    proxy: createDynamoDbProxy("http://127.0.0.1:1"),
    faults: createFaults([], 1, () => undefined),
    principalOf: () => undefined,
    authorize: () => undefined,
    crash: () => false,
    web: async () => undefined,
    log: () => undefined,
  });
  const ask = async (request: string, body?: string, headers: Readonly<Record<string, string>> = {}) => {
    const [method = "", path = ""] = request.split(" ");
    const authorization = "AWS4-HMAC-SHA256 Credential=local/20261123/us-east-1/lambda/aws4_request, Signature=0";
    const init = { method, headers: { authorization, ...headers }, ...(body === undefined ? {} : { body }) };
    const response = await fetch(endpoint.url() + path, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, json: text === "" ? undefined : JSON.parse(text) };
  };
  return { ask, invoked, queued, reserved };
}

const invocations = "POST /2015-03-31/functions/dev-f/invocations";
const asEvent = { "x-amz-invocation-type": "Event" };

/** Source: Lambda API Reference, "Invoke"; Lambda Developer Guide, "Lambda quotas". */
describe("Invoke", () => {
  it("runs the function with the body as event, in the caller's trace, and answers with its result", async () => {
    const { ask, invoked } = await lambda();
    const { status, headers, json } = await ask(invocations, '{"a":1}', { "x-amzn-trace-id": "Root=1-1-1" });
    expect({ status, json, error: headers.get("x-amz-function-error") }).toEqual({
      status: 200,
      json: { done: true },
      error: null,
    });
    expect(headers.get("x-amz-executed-version")).toBe("$LATEST");
    expect(invoked).toEqual([{ name: "dev-f", event: { a: 1 }, options: { traceHeader: "Root=1-1-1" } }]);
  });

  it("finds the function by its ARN too, and takes no body for an empty event", async () => {
    const { ask, invoked } = await lambda();
    await ask(`POST /2015-03-31/functions/${encodeURIComponent(arn)}/invocations`);
    expect(invoked).toMatchObject([{ name: "dev-f", event: {} }]);
  });

  it("is a success that tells of the function's error", async () => {
    const { ask } = await lambda({ ok: false, failure: "error", errorType: "TypeError", errorMessage: "oops" });
    const { status, headers, json } = await ask(invocations, "{}");
    expect({ status, json, error: headers.get("x-amz-function-error") }).toEqual({
      status: 200,
      json: { errorType: "TypeError", errorMessage: "oops" },
      error: "Unhandled",
    });
  });

  it("of the type Event is answered 202 without a body, and the event waits in Lambda's queue", async () => {
    const { ask, invoked, queued } = await lambda();
    expect(await ask(invocations, '{"a":1}', asEvent)).toMatchObject({ status: 202, json: undefined });
    expect({ invoked, queued }).toEqual({ invoked: [], queued: [["dev-f", { a: 1 }]] });
  });

  it.each([
    ["a function that is not there", invocations.replace("dev-f", "dev-g"), "{}", {}, 404, "ResourceNotFoundException"],
    ["an event that is no JSON", invocations, "{", {}, 400, "InvalidRequestContentException"],
    ["an event of 6 MB", invocations, `"${"a".repeat(6_291_454)}"`, {}, 413, "RequestEntityTooLargeException"],
    [
      "an event of 1 MB for later",
      invocations,
      `"${"a".repeat(1_048_574)}"`,
      asEvent,
      413,
      "RequestEntityTooLargeException",
    ],
    ["a dry run", invocations, "{}", { "x-amz-invocation-type": "DryRun" }, 400, "InvalidParameterValueException"],
    [
      "an operation that is not known",
      "GET /2015-03-31/functions/dev-f/policy",
      undefined,
      {},
      404,
      "UnknownOperationException",
    ],
  ])("refuses %s", async (_, request, body, headers, status, code) => {
    const { ask, invoked, queued } = await lambda();
    const refused = await ask(request, body, headers);
    expect([refused.status, refused.headers.get("x-amzn-errortype")]).toEqual([status, code]);
    expect([...invoked, ...queued]).toEqual([]);
  });

  it("tells of a throttle as an error of the operation", async () => {
    const { ask } = await lambda({ ok: false, failure: "throttle", errorType: "T", errorMessage: "Rate Exceeded." });
    const { status, json } = await ask(invocations, "{}");
    expect({ status, json }).toMatchObject({ status: 429, json: { __type: "TooManyRequestsException" } });
  });
});

/** Source: Lambda API Reference, "PutFunctionConcurrency", "GetFunctionConcurrency", "DeleteFunctionConcurrency". */
describe("reserved concurrency", () => {
  const concurrency = "/2017-10-31/functions/dev-f/concurrency";
  const shown = "GET /2019-09-30/functions/dev-f/concurrency";

  it("is set, shown and taken back", async () => {
    const { ask, reserved } = await lambda();
    expect(await ask(shown)).toMatchObject({ status: 200, json: {} });
    const set = await ask(`PUT ${concurrency}`, '{"ReservedConcurrentExecutions":0}');
    expect(set).toMatchObject({ status: 200, json: { ReservedConcurrentExecutions: 0 } });
    expect((await ask(shown)).json).toEqual({ ReservedConcurrentExecutions: 0 });
    expect(await ask(`DELETE ${concurrency}`)).toMatchObject({ status: 204, json: undefined });
    expect(reserved).toEqual(new Map());
  });

  it.each(["-1", "1.5", '"2"', "null"])("is never %s", async (count) => {
    const { ask, reserved } = await lambda();
    const { status } = await ask(`PUT ${concurrency}`, `{"ReservedConcurrentExecutions":${count}}`);
    expect({ status, reserved }).toEqual({ status: 400, reserved: new Map() });
  });
});

/** Source: Lambda API Reference, "ListFunctions". */
it("ListFunctions shows what the template says", async () => {
  const { ask } = await lambda();
  expect((await ask("GET /2015-03-31/functions/?MaxItems=50")).json).toEqual({
    Functions: [
      {
        ...{ FunctionName: "dev-f", FunctionArn: arn, Role: definition.roleArn, Handler: "index.handler" },
        ...{ Runtime: "nodejs24.x", MemorySize: 256, Timeout: 10, Version: "$LATEST" },
        ...{ Environment: { Variables: { TABLE_NAME: "dev" } }, LoggingConfig: { LogGroup: "/aws/lambda/dev-f" } },
      },
    ],
  });
});
