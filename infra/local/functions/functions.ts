import { randomUUID } from "node:crypto";
import type {
  Clock,
  Invoke,
  InvokeOptions,
  InvokeResult,
  Logs,
  Metrics,
  Part,
  Principal,
  Resources,
  Traces,
} from "../ports.ts";
import { region } from "../template/physical.ts";
import { environmentVariables, type FunctionDefinition, readDefinition } from "./definition.ts";
import { type Environment, type Initialization, type Outcome, openEnvironment } from "./environment.ts";
import type { ErrorReport } from "./messages.ts";
import { createPool, type Lease, PoolClosedError } from "./pool.ts";
import { responseBytes } from "./quotas.ts";
import {
  formatTraceHeader,
  type InvocationTrace,
  invocationSegments,
  newSegmentId,
  parseTraceHeader,
} from "./segments.ts";

const mostEnvironments = 16;
/**
 * V8 keeps the pages of an ended thread for eight seconds and more before it gives them back, and a minute after the last
 * call all that an environment took is to be given back.
 */
const idleMilliseconds = 45_000;

const tooLarge: ErrorReport = {
  errorType: "Function.ResponseSizeTooLarge",
  errorMessage: `Response payload size exceeded maximum allowed payload size (${responseBytes} bytes).`,
  trace: [],
};

export type FunctionsOptions = {
  readonly resources: Resources;
  /** Folder that asset paths in the template are relative to. */
  readonly assemblyFolder: string;
  readonly clock: Clock & { readonly sharedOffset: BigInt64Array };
  readonly traces: Traces;
  readonly logs: Logs;
  readonly metrics: Metrics;
  /** Base URL of the AWS endpoint. */
  readonly awsUrl: string;
  /** `127.0.0.1:<port>` of the X-Ray daemon socket. */
  readonly daemonAddress: string;
  /** At most so many environments per function. */
  readonly environmentsPerFunction: number;
};

export type Functions = Part & {
  readonly invoke: Invoke;
  /** Ends an environment as a crash of what it is running; says whether there was one. */
  crash(environmentId: string): boolean;
  /** The role behind an access key id, if it is a function's. */
  principalOf(accessKeyId: string): Principal | undefined;
  /**
   * Lets the next invocation of a function run the bundle in this folder; what is running ends as it began.
   *
   * @throws Error when there is no such function.
   */
  replaceBundle(functionName: string, bundleFolder: string): void;
  /** An invocation runs or waits. */
  busy(): boolean;
  /** What the template says about each function. */
  definitions(): readonly FunctionDefinition[];
  /** Reserved concurrency by function name, from the template until it is changed here; 0 stops a function. */
  readonly reserved: Map<string, number>;
};

type Invocation = {
  readonly definition: FunctionDefinition;
  readonly requestId: string;
  readonly trace: InvocationTrace;
  readonly arrivedAt: number;
  readonly timeoutMilliseconds: number;
};

/**
 * The functions of the template in execution environments of their own.
 *
 * @throws FunctionDefinitionError when a function cannot be run here.
 */
export function createFunctions(options: FunctionsOptions): Functions {
  const { clock, logs, metrics, traces } = options;
  const definitions = readDefinitions(options);
  const replacedBundles = new Map<string, string>();
  const inFlight = new Map<string, number>();
  const reserved = new Map<string, number>();
  const pool = createPool<Environment>(
    { perFunction: options.environmentsPerFunction, total: mostEnvironments, idleMilliseconds },
    (name) => openFor(find(name)),
  );

  function find(nameOrArn: string): FunctionDefinition {
    const definition = definitions.get(nameOrArn);
    if (definition === undefined) throw new Error(`There is no function ${nameOrArn} in the template.`);
    return definition;
  }

  function openFor(fromTemplate: FunctionDefinition): Environment {
    const bundleFolder = replacedBundles.get(fromTemplate.name) ?? fromTemplate.bundleFolder;
    const definition = { ...fromTemplate, bundleFolder };
    const id = randomUUID().replaceAll("-", "");
    const date = new Date(clock.now()).toISOString().slice(0, 10).replaceAll("-", "/");
    const { awsUrl, daemonAddress } = options;
    return openEnvironment({
      id,
      definition,
      variables: environmentVariables(definition, { environmentId: id, region, awsUrl, daemonAddress, date }),
      clockOffset: clock.sharedOffset,
      log: (text) => logs.write(definition.logGroup, text),
    });
  }

  async function invoke(nameOrArn: string, event: unknown, invokeOptions: InvokeOptions = {}): Promise<InvokeResult> {
    const invocation = arrive(find(nameOrArn), invokeOptions);
    const { definition } = invocation;
    const running = inFlight.get(definition.name) ?? 0;
    if (running >= (reserved.get(definition.name) ?? Number.POSITIVE_INFINITY)) return throttle(invocation);
    inFlight.set(definition.name, running + 1);
    try {
      return await runInTurn(invocation, JSON.stringify(event));
    } finally {
      inFlight.set(definition.name, (inFlight.get(definition.name) ?? 1) - 1);
    }
  }

  async function runInTurn(invocation: Invocation, event: string): Promise<InvokeResult> {
    let lease: Lease<Environment>;
    try {
      lease = await pool.acquire(invocation.definition.name);
    } catch (error) {
      if (!(error instanceof PoolClosedError)) throw error;
      return { ok: false, failure: "crash", errorType: error.name, errorMessage: error.message };
    }
    try {
      return await run(invocation, lease, event);
    } finally {
      lease.release();
    }
  }

  function arrive(
    definition: FunctionDefinition,
    { traceHeader, links, timeoutMilliseconds }: InvokeOptions,
  ): Invocation {
    return {
      definition,
      requestId: randomUUID(),
      trace: {
        header: parseTraceHeader(traceHeader, clock.now()),
        serviceSegmentId: newSegmentId(),
        functionSegmentId: newSegmentId(),
        links: links ?? [],
      },
      arrivedAt: clock.now(),
      timeoutMilliseconds: Math.min(definition.timeoutMilliseconds, timeoutMilliseconds ?? Number.POSITIVE_INFINITY),
    };
  }

  function throttle(invocation: Invocation): InvokeResult {
    const { definition, arrivedAt, requestId, trace } = invocation;
    metrics.put("AWS/Lambda", "Throttles", { FunctionName: definition.name }, 1);
    const times = { arrivedAt, startedAt: arrivedAt, endedAt: clock.now(), waitedMilliseconds: 0 };
    record(invocationSegments({ ...definition, requestId }, trace, times, { throttled: true }), trace);
    return { ok: false, failure: "throttle", errorType: "TooManyRequestsException", errorMessage: "Rate Exceeded." };
  }

  async function run(invocation: Invocation, lease: Lease<Environment>, event: string): Promise<InvokeResult> {
    const { definition, requestId, trace, timeoutMilliseconds } = invocation;
    const initialization = await lease.environment.initialized;
    const startedAt = clock.now();
    const begin = performance.now();
    logs.write(definition.logGroup, `START RequestId: ${requestId} Version: $LATEST`);
    const outcome = await attempt(lease.environment, initialization, {
      requestId,
      event,
      traceHeader: formatTraceHeader(trace.header.root, trace.functionSegmentId, trace.header.sampled),
      timeoutMilliseconds,
      functionArn: definition.arn,
    });
    const milliseconds = performance.now() - begin;
    finish(invocation, lease, outcome, {
      startedAt,
      milliseconds,
      ...(lease.cold ? { initMilliseconds: initialization.milliseconds } : {}),
    });
    if (outcome.kind === "result") return { ok: true, payload: JSON.parse(outcome.payload) };
    const { errorType, errorMessage } = outcome.error;
    return { ok: false, failure: outcome.kind, errorType, errorMessage };
  }

  function finish(
    invocation: Invocation,
    { waitedMilliseconds }: Lease<Environment>,
    outcome: Outcome,
    ran: { startedAt: number; milliseconds: number; initMilliseconds?: number },
  ): void {
    const { definition, requestId, trace, arrivedAt } = invocation;
    const dimensions = { FunctionName: definition.name };
    metrics.put("AWS/Lambda", "Invocations", dimensions, 1);
    metrics.put("AWS/Lambda", "Errors", dimensions, outcome.kind === "result" ? 0 : 1);
    metrics.put("AWS/Lambda", "Duration", dimensions, ran.milliseconds);
    if (outcome.kind === "timeout" || outcome.kind === "crash")
      logs.write(definition.logGroup, outcome.error.errorMessage);
    logs.write(definition.logGroup, `END RequestId: ${requestId}`);
    logs.write(definition.logGroup, reportLine(definition, requestId, ran, trace));
    const times = { ...ran, arrivedAt, endedAt: clock.now(), waitedMilliseconds };
    const ending = outcome.kind === "result" ? {} : { error: outcome.error };
    record(invocationSegments({ ...definition, requestId }, trace, times, ending), trace);
  }

  function record(documents: readonly Record<string, unknown>[], trace: InvocationTrace): void {
    if (trace.header.sampled) for (const document of documents) traces.record(document);
  }

  return {
    invoke,
    crash(environmentId) {
      const environment = pool.environments().find(({ id }) => id === environmentId);
      environment?.close();
      return environment !== undefined;
    },
    principalOf(accessKeyId) {
      const definition = definitions.get(accessKeyId);
      return definition && { kind: "role", roleArn: definition.roleArn, functionName: definition.name };
    },
    definitions: () => [...new Set(definitions.values())],
    reserved,
    replaceBundle(functionName, bundleFolder) {
      replacedBundles.set(find(functionName).name, bundleFolder);
      pool.retire(functionName);
    },
    busy: () => pool.waiting() > 0 || [...inFlight.values()].some((count) => count > 0),
    async stop() {
      pool.close();
    },
  };
}

/**
 * An environment that could not load its bundle fails its invocation and is ended, as Lambda does; a response too large
 * fails it too.
 */
async function attempt(
  environment: Environment,
  initialization: Initialization,
  message: Parameters<Environment["invoke"]>[0],
): Promise<Outcome> {
  if (initialization.error !== undefined) {
    environment.close();
    return { kind: "error", error: initialization.error };
  }
  const outcome = await environment.invoke(message);
  return outcome.kind === "result" && Buffer.byteLength(outcome.payload) > responseBytes
    ? { kind: "error", error: tooLarge }
    : outcome;
}

function readDefinitions({ resources, assemblyFolder }: FunctionsOptions): ReadonlyMap<string, FunctionDefinition> {
  const definitions = resources
    .ofType("AWS::Lambda::Function")
    .map((resource) => readDefinition(resource, assemblyFolder));
  return new Map(
    definitions.flatMap((definition) => [definition.name, definition.arn].map((key) => [key, definition])),
  );
}

function reportLine(
  definition: FunctionDefinition,
  requestId: string,
  ran: { milliseconds: number; initMilliseconds?: number },
  trace: InvocationTrace,
): string {
  return [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${ran.milliseconds.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(ran.milliseconds)} ms`,
    `Memory Size: ${definition.memoryMegabytes} MB`,
    ...(ran.initMilliseconds === undefined ? [] : [`Init Duration: ${ran.initMilliseconds.toFixed(2)} ms`]),
    `XRAY TraceId: ${trace.header.root}`,
    `SegmentId: ${trace.functionSegmentId}`,
    `Sampled: ${trace.header.sampled}`,
  ].join("\t");
}
