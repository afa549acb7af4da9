import { createSocket } from "node:dgram";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createClock } from "../clock.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import type { WireRequest } from "../endpoint/wire.ts";
import { unexpected } from "../failure.fixture.ts";
import type { Resource } from "../ports.ts";
import { indexResources } from "../template/resources.ts";
import { createFunctions, type Functions } from "./functions.ts";
import { createLogs } from "./logs.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** A runtime with one function `dev-f` whose bundle is `code`. */
function running(
  code: string,
  properties: Record<string, unknown> = {},
  answer: Endpoint["answer"] = () => Promise.reject(new Error("Nobody asks AWS here.")),
) {
  const folder = mkdtempSync(join(tmpdir(), "millrace-functions-"));
  mkdirSync(join(folder, "asset.f"));
  writeFileSync(join(folder, "asset.f", "index.mjs"), code);
  const resource: Resource = {
    logicalId: "F",
    stack: "s",
    type: "AWS::Lambda::Function",
    properties: {
      Handler: "index.handler",
      Runtime: "nodejs24.x",
      MemorySize: 256,
      Timeout: 10,
      Role: "arn:aws:iam::000000000000:role/dev-f",
      ...properties,
    },
    metadata: { "aws:asset:path": "asset.f" },
    ref: "dev-f",
    attributes: { Arn: "arn:aws:lambda:us-east-1:000000000000:function:dev-f" },
  };
  const clock = createClock(unexpected);
  const logs = createLogs(clock);
  const segments: Record<string, unknown>[] = [];
  const metrics: string[] = [];
  const functions: Functions = createFunctions({
    resources: indexResources([resource]),
    assemblyFolder: folder,
    clock,
    logs,
    traces: { record: (document) => segments.push(document), daemonAddress: () => "127.0.0.1:2000" },
    metrics: {
      put: (_, name, { FunctionName }, value) => metrics.push(`${FunctionName} ${name} ${value}`),
      gauge() {},
    },
    endpoint: { url: () => "http://127.0.0.1:4001", answer },
    environmentsPerFunction: 2,
  });
  cleanUps.push(() => rmSync(folder, { recursive: true }), functions.stop ?? (() => undefined));
  const lines = () => logs.read("/aws/lambda/dev-f").map(({ message }) => message);
  return { ...functions, clock, segments, metrics, lines, folder };
}

describe("invoke", () => {
  it("answers with the handler's result, passed through JSON", async () => {
    const { invoke } = running("export const handler = async (event) => ({ got: event.list, gone: undefined });");
    expect(await invoke("dev-f", { list: [1, "a", null] })).toEqual({ ok: true, payload: { got: [1, "a", null] } });
  });

  it("finds the function by ARN too, and answers null for nothing", async () => {
    const { invoke } = running("export const handler = async () => {};");
    const arn = "arn:aws:lambda:us-east-1:000000000000:function:dev-f";
    expect(await invoke(arn, {})).toEqual({ ok: true, payload: null });
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
  it("gives the environment exactly the template's variables and Lambda's own", async () => {
    const { invoke } = running("export const handler = async () => process.env;", {
      Environment: { Variables: { TABLE_NAME: "dev", LIMIT: 5 } },
    });
    const { payload } = (await invoke("dev-f", {})) as { payload: Record<string, string> };
    expect(payload).toMatchObject({
      TABLE_NAME: "dev",
      LIMIT: "5",
      AWS_LAMBDA_FUNCTION_NAME: "dev-f",
      AWS_ACCESS_KEY_ID: "dev-f",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      AWS_ENDPOINT_URL: "http://127.0.0.1:4001",
      AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000",
      _HANDLER: "index.handler",
    });
    expect(Object.keys(payload)).not.toContain("HOME");
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
  it("hands over the context object with the real remaining time", async () => {
    const { invoke } = running(
      "export const handler = async (event, context) => ({ ...context, remaining: context.getRemainingTimeInMillis() });",
    );
    const { payload } = (await invoke("dev-f", {})) as { payload: Record<string, unknown> };
    expect(payload).toMatchObject({
      functionName: "dev-f",
      functionVersion: "$LATEST",
      memoryLimitInMB: "256",
      invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:dev-f",
      logGroupName: "/aws/lambda/dev-f",
    });
    expect(payload.awsRequestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(payload.remaining).toBeGreaterThan(0);
    expect(payload.remaining).toBeLessThanOrEqual(10_000);
  });

  it("keeps module state between invocations of one environment, and runs them one at a time", async () => {
    const { invoke } = running(`
      let running = 0; let most = 0; let calls = 0;
      export const handler = async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
        return { most, calls: ++calls };
      };`);
    const results = await Promise.all(Array.from({ length: 8 }, () => invoke("dev-f", {})));
    const payloads = results.map((result) => (result as { payload: { most: number; calls: number } }).payload);
    expect(payloads.every(({ most }) => most === 1)).toBe(true);
    // Two environments at most, so of eight calls six or seven came to one that had run before.
    expect(payloads.filter(({ calls }) => calls > 1).length).toBeGreaterThanOrEqual(6);
  });

  // Lambda developer guide, "Understanding the Lambda execution environment lifecycle": freeze and thaw.
  it("runs nothing between invocations: a timer due meanwhile fires after the thaw", async () => {
    const { invoke, lines } = running(`
      export const handler = async (event) => {
        if (event.sets) setTimeout(() => console.log("fired"), 50);
        else await new Promise((resolve) => setTimeout(resolve, 1));
      };`);
    await invoke("dev-f", { sets: true });
    // The starts of a few other environments take many times as long as the timer, and the freeze a small part of it.
    for (let start = 0; start < 4; start += 1) {
      await running("export const handler = async () => {};").invoke("dev-f", {});
    }
    expect(lines().some((line) => line.endsWith("fired"))).toBe(false);
    await invoke("dev-f", {});
    expect(lines().some((line) => line.endsWith("fired"))).toBe(true);
  });

  // The same guide: datagrams that were sent, as the X-Ray SDK does, are not held back by the freeze.
  it("lets datagrams that were sent leave before it freezes", async () => {
    const daemon = createSocket("udp4");
    cleanUps.push(() => daemon.close());
    const received = new Promise((resolve) => daemon.once("message", (datagram) => resolve(String(datagram))));
    await new Promise<void>((resolve) => daemon.bind(0, "127.0.0.1", resolve));
    const { invoke } = running(`
      import { createSocket } from "node:dgram";
      export const handler = async ({ port }) => {
        const socket = createSocket("udp4");
        socket.send("segment", 0, 7, port, "127.0.0.1", () => socket.close());
      };`);
    await invoke("dev-f", { port: daemon.address().port });
    expect(await received).toBe("segment");
  });

  it("ends a frozen environment at once", async () => {
    const { invoke, crash } = running("export const handler = async () => process.env.AWS_SESSION_TOKEN;");
    const { payload: first } = (await invoke("dev-f", {})) as { payload: string };
    crash(first);
    const { payload: second } = (await invoke("dev-f", {})) as { payload: string };
    expect(second).not.toBe(first);
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
  it("reports an error in Lambda's shape and keeps the environment", async () => {
    const { invoke, lines, metrics } = running(`
      let calls = 0;
      class TooLate extends Error { name = "TooLate"; }
      export const handler = async () => { if (++calls === 1) throw new TooLate("by a day"); return calls; };`);
    expect(await invoke("dev-f", {})).toEqual({
      ok: false,
      failure: "error",
      errorType: "TooLate",
      errorMessage: "by a day",
    });
    expect(await invoke("dev-f", {})).toEqual({ ok: true, payload: 2 });
    expect(lines().some((line) => /\tERROR\tInvoke Error\t\{"errorType":"TooLate"/.test(line))).toBe(true);
    expect(metrics).toEqual(expect.arrayContaining(["dev-f Invocations 1", "dev-f Errors 1", "dev-f Errors 0"]));
  });

  it("ends the environment at the timeout", async () => {
    const { invoke, lines } = running(
      "let calls = 0; export const handler = async (e) => e.hang ? new Promise(() => setInterval(() => {}, 9)) : ++calls;",
    );
    expect(await invoke("dev-f", {})).toEqual({ ok: true, payload: 1 });
    const late = await invoke("dev-f", { hang: true }, { timeoutMilliseconds: 50 });
    expect(late).toMatchObject({ ok: false, failure: "timeout", errorType: "Sandbox.Timedout" });
    expect(late).toMatchObject({ errorMessage: expect.stringMatching(/Task timed out after 0\.05 seconds$/) });
    expect(await invoke("dev-f", {})).toEqual({ ok: true, payload: 1 });
    expect(lines().some((line) => line.includes("Task timed out"))).toBe(true);
  });

  it("ends an endless loop at the timeout", async () => {
    const { invoke } = running("export const handler = async () => { for (;;); };");
    expect(await invoke("dev-f", {}, { timeoutMilliseconds: 50 })).toMatchObject({ failure: "timeout" });
  });

  it.each([
    [
      "leaves",
      "export const handler = async () => { process.exit(3); };",
      "Runtime.ExitError",
      "Runtime exited with error: exit status 3",
    ],
    [
      "drops a promise",
      "export const handler = () => { Promise.reject(new RangeError('dropped')); return new Promise(() => {}); };",
      "RangeError",
      "dropped",
    ],
  ])("reports a crash when the code %s, and starts anew", async (_, code, errorType, errorMessage) => {
    const { invoke } = running(code);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect(await invoke("dev-f", {})).toEqual({ ok: false, failure: "crash", errorType, errorMessage });
    }
  });

  it.each([
    ["throws while it loads", "throw new TypeError('no table'); export const handler = 1;", "TypeError", "no table"],
    [
      "has no such handler",
      "export const other = 1;",
      "Runtime.HandlerNotFound",
      "index.handler is undefined or not exported",
    ],
  ])("fails the invocation when the bundle %s", async (_, code, errorType, errorMessage) => {
    const { invoke } = running(code);
    expect(await invoke("dev-f", {})).toEqual({ ok: false, failure: "error", errorType, errorMessage });
  });

  it("ends the environment that a fault names", async () => {
    const { invoke, crash } = running(
      "export const handler = async (e) => e.hang ? new Promise(() => setInterval(() => {}, 9)) : process.env.AWS_SESSION_TOKEN;",
    );
    const { payload } = (await invoke("dev-f", {})) as { payload: string };
    const hanging = invoke("dev-f", { hang: true });
    await Promise.resolve();
    expect(crash(payload)).toBe(true);
    expect(await hanging).toMatchObject({ ok: false, failure: "crash" });
    expect(crash("no-such-environment")).toBe(false);
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
  it("throttles beyond the reserved concurrency", async () => {
    const { invoke, metrics, reserved } = running("export const handler = async () => 1;");
    reserved.set("dev-f", 1);
    const results = await Promise.all([invoke("dev-f", {}), invoke("dev-f", {})]);
    expect(results).toEqual([
      { ok: true, payload: 1 },
      { ok: false, failure: "throttle", errorType: "TooManyRequestsException", errorMessage: "Rate Exceeded." },
    ]);
    expect(metrics).toContain("dev-f Throttles 1");
  });

  it("stops with a reserved concurrency of 0, and starts without one", async () => {
    const { invoke, reserved } = running("export const handler = async () => 1;");
    reserved.set("dev-f", 0);
    expect(await invoke("dev-f", {})).toMatchObject({ ok: false, failure: "throttle" });
    reserved.delete("dev-f");
    expect(await invoke("dev-f", {})).toEqual({ ok: true, payload: 1 });
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  it("fails a function that answers more than 6 MB", async () => {
    const { invoke } = running("export const handler = async ({ bytes }) => 'a'.repeat(bytes - 2);");
    expect(await invoke("dev-f", { bytes: 6_291_556 })).toMatchObject({ ok: true });
    expect(await invoke("dev-f", { bytes: 6_291_557 })).toMatchObject({
      ok: false,
      failure: "error",
      errorType: "Function.ResponseSizeTooLarge",
    });
  });

  it("lets Date follow the moved clock, and nothing else", async () => {
    const { invoke, clock } = running(`export const handler = async () => ({
      now: Date.now(), made: new Date().getTime(), fixed: new Date(5).getTime(), same: new Date() instanceof Date,
      own: new Date().constructor === Date, text: typeof Date(), utc: Date.UTC(1970, 0, 2) });`);
    const before = Date.now();
    clock.advance(86_400_000);
    const { payload } = (await invoke("dev-f", {})) as { payload: { now: number; made: number } };
    expect(payload.now - before).toBeGreaterThanOrEqual(86_400_000);
    expect(payload.made - before).toBeGreaterThanOrEqual(86_400_000);
    expect(payload).toMatchObject({ fixed: 5, same: true, own: true, text: "string", utc: 86_400_000 });
  });
});

describe("replaceBundle", () => {
  it("lets what runs end with the old bundle, and the next invocation run the new one", async () => {
    const { invoke, replaceBundle, folder } = running(`
      export const handler = async (event) => {
        if (event.waits) await new Promise((resolve) => setTimeout(resolve, 5));
        return "old";
      };`);
    expect(await invoke("dev-f", {})).toMatchObject({ payload: "old" });
    const waiting = invoke("dev-f", { waits: true });
    mkdirSync(join(folder, "new"));
    writeFileSync(join(folder, "new", "index.mjs"), 'export const handler = async () => "new";');
    replaceBundle("dev-f", join(folder, "new"));
    const after = invoke("dev-f", {});
    expect(await waiting).toMatchObject({ payload: "old" });
    expect(await after).toMatchObject({ payload: "new" });
  });
});

describe("the log of a function", () => {
  it("holds Lambda's lines around the function's own, in order", async () => {
    const { invoke, lines } = running(`export const handler = async () => {
      console.log("placed", { order: 1 });
      process.stdout.write('{"json":true}\\n');
      console.error("late");
    };`);
    await invoke("dev-f", {});
    const [start, log, json, error, end, report, ...rest] = lines();
    expect(start).toMatch(/^START RequestId: [0-9a-f-]{36} Version: \$LATEST$/);
    expect(log).toMatch(/^[0-9T:.-]+Z\t[0-9a-f-]{36}\tINFO\tplaced \{ order: 1 \}$/);
    expect(json).toBe('{"json":true}');
    expect(error).toMatch(/\tERROR\tlate$/);
    expect(end).toMatch(/^END RequestId: /);
    expect(report).toMatch(
      /^REPORT .*Duration: .*Billed Duration: .*Memory Size: 256 MB.*Init Duration: .*XRAY TraceId: 1-/,
    );
    expect(rest).toEqual([]);
  });

  it("bills the initialization with the first invocation alone", async () => {
    const { invoke, lines } = running("export const handler = async () => null;");
    await invoke("dev-f", {});
    await invoke("dev-f", {});
    const figures = lines()
      .filter((line) => line.startsWith("REPORT"))
      .map((line) => [...line.matchAll(/([\d.]+) ms/g)].map(([, figure]) => Number(figure)));
    const [[duration = 0, billed, initialization = 0] = [], [later = 0, billedLater, ...more] = []] = figures;
    expect(Math.abs((billed ?? 0) - (duration + initialization))).toBeLessThan(1.01);
    expect([billedLater, more]).toEqual([Math.ceil(later), []]);
  });
});

describe("the segments of an invocation", () => {
  const traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

  // https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html: one segment for the service, one for the function
  it("hang under the caller's, and the handler's under them", async () => {
    const { invoke, segments } = running("export const handler = async () => process.env._X_AMZN_TRACE_ID;");
    const { payload } = (await invoke("dev-f", {}, { traceHeader })) as { payload: string };
    const [service, own] = segments;
    expect(service).toMatchObject({
      name: "dev-f",
      origin: "AWS::Lambda",
      trace_id: "1-5759e988-bd862e3fe1be46a994272793",
      parent_id: "53995c3f42cd8ad8",
      annotations: { ColdStart: true },
    });
    expect(own).toMatchObject({
      origin: "AWS::Lambda::Function",
      parent_id: service?.id,
      subsegments: [{ name: "Initialization" }],
    });
    expect(payload).toBe(`Root=1-5759e988-bd862e3fe1be46a994272793;Parent=${own?.id};Sampled=1`);
  });

  it("say how long a call waited for an environment", async () => {
    const { invoke, segments } = running(
      "export const handler = async () => { await new Promise((resolve) => setTimeout(resolve, 20)); };",
    );
    await Promise.all([invoke("dev-f", {}), invoke("dev-f", {})]);
    const waits = segments
      .filter(({ origin }) => origin === "AWS::Lambda")
      .map(({ annotations }) => (annotations as { waitedMilliseconds?: number }).waitedMilliseconds);
    expect(waits).toEqual([undefined, expect.any(Number)]);
  });

  it("begin a new trace without a caller, linked to others if told so", async () => {
    const { invoke, segments } = running("export const handler = async () => 1;");
    await invoke("dev-f", {}, { links: ["1-5759e988-bd862e3fe1be46a994272793"] });
    expect(segments[0]).toMatchObject({ links: [{ trace_id: "1-5759e988-bd862e3fe1be46a994272793" }] });
    expect(segments[0]).not.toHaveProperty("parent_id");
  });

  it("show an error as a fault with its cause, whether or not its caller wants it sampled", async () => {
    const { invoke, segments } = running("export const handler = async () => { throw new TypeError('x'); };");
    const header = traceHeader.replace("Sampled=1", "Sampled=0");
    for (const _ of ["cold", "warm"]) await invoke("dev-f", {}, { traceHeader: header });
    expect(segments).toHaveLength(4);
    expect(segments[3]).toMatchObject({ fault: true, cause: { exceptions: [{ type: "TypeError", message: "x" }] } });
    expect(segments[3]).not.toHaveProperty("subsegments");
  });
});

describe("a request to the AWS endpoint", () => {
  const askOverHttp = `
    import { request } from "node:http";
    export const ask = (port, path, body = "", given = {}) => new Promise((resolve, reject) => {
      const headers = { Authorization: "me", "Content-Length": body.length };
      const sent = request({ method: "POST", host: "127.0.0.1", port, path, headers, ...given }, (answer) => {
        const parts = [];
        answer.on("data", (part) => parts.push(part));
        answer.on("end", () => resolve([answer.statusCode, answer.headers, Buffer.concat(parts).toString()]));
      });
      sent.on("error", reject);
      sent.end(body);
    });`;

  it("arrives whole, and brings its own answer, whichever comes first", async () => {
    const asked: WireRequest[] = [];
    const second = Promise.withResolvers<void>();
    const { invoke } = running(
      `${askOverHttp}
      export const handler = () => Promise.all([ask(4001, "/1?a=b", "häuser"), ask(4001, "/2")]);`,
      {},
      async (request) => {
        asked.push(request);
        if (request.url === "/2") second.resolve();
        else await second.promise;
        return { status: 202, headers: { "x-of": request.url }, body: request.url === "/2" ? "" : Buffer.from("ö") };
      },
    );
    expect(await invoke("dev-f", {})).toEqual({
      ok: true,
      payload: [
        [202, { "x-of": "/1?a=b" }, "ö"],
        [202, { "x-of": "/2" }, ""],
      ],
    });
    const [first] = asked;
    expect({ ...first, gone: undefined, body: first?.body.toString() }).toEqual({
      ...{ method: "POST", url: "/1?a=b", body: "häuser", gone: undefined },
      headers: { authorization: "me", "content-length": "6" },
    });
  });

  it("is one of the SDK's own, with its limits of time", async () => {
    const sdk = import.meta.resolve("@aws-sdk/client-sns");
    const { invoke } = running(
      `import { PublishCommand, SNSClient } from ${JSON.stringify(sdk)};
      const client = new SNSClient({ requestHandler: { connectionTimeout: 5000, requestTimeout: 5000 } });
      export const handler = () => client.send(new PublishCommand({ TopicArn: "t", Message: "m" }));`,
      {},
      async ({ body }) => ({
        status: 200,
        headers: { "content-type": "text/xml" },
        body: `<PublishResponse><PublishResult><MessageId>${new URLSearchParams(body.toString()).get("Message")}</MessageId></PublishResult></PublishResponse>`,
      }),
    );
    expect(await invoke("dev-f", {})).toMatchObject({ ok: true, payload: { MessageId: "m" } });
  });

  it("that its caller gives up, or that outlives its environment, is waited for by nobody", async () => {
    const gone: string[] = [];
    const both = Promise.withResolvers<void>();
    const { invoke } = running(
      `import { request } from "node:http";
      const ask = (path) => request({ host: "127.0.0.1", port: 4001, path }).on("error", () => undefined);
      export const handler = async () => {
        const sent = ask("/given-up");
        sent.end(() => sent.destroy(new Error("Too late.")));
        ask("/outlives").end(() => setImmediate(() => process.exit(1)));
        await new Promise(() => undefined);
      };`,
      {},
      ({ url, gone: signal }) =>
        new Promise(() => {
          signal.addEventListener("abort", () => {
            gone.push(url);
            if (gone.length === 2) both.resolve();
          });
        }),
    );
    expect(await invoke("dev-f", {})).toMatchObject({ ok: false, failure: "crash" });
    await both.promise;
    expect(gone).toEqual(["/given-up", "/outlives"]);
  });
});
