import { randomUUID } from "node:crypto";
import type { Clock, Context, InvokeOptions, InvokeResult, Urgency } from "../ports.ts";
import type { FunctionDefinition } from "./definition.ts";
import type { Environment, Initialization, Outcome } from "./environment.ts";
import type { ErrorReport } from "./messages.ts";
import type { Lease } from "./pool.ts";
import { responseBytes } from "./quotas.ts";
import {
  type Ending,
  formatTraceHeader,
  type InvocationTimes,
  type InvocationTrace,
  invocationSegments,
  newSegmentId,
  parseTraceHeader,
} from "./segments.ts";

const tooLarge: ErrorReport = {
  errorType: "Function.ResponseSizeTooLarge",
  errorMessage: `Response payload size exceeded maximum allowed payload size (${responseBytes} bytes).`,
  trace: [],
};

export type Invocation = {
  readonly definition: FunctionDefinition;
  readonly requestId: string;
  readonly trace: InvocationTrace;
  readonly arrivedAt: number;
  readonly timeoutMilliseconds: number;
  readonly urgency: Urgency;
};

/** An invocation that arrives now. */
export function arrive(
  definition: FunctionDefinition,
  { traceHeader, links, timeoutMilliseconds, urgency = "caller" }: InvokeOptions,
  now: number,
): Invocation {
  return {
    definition,
    requestId: randomUUID(),
    trace: {
      header: parseTraceHeader(traceHeader, now),
      serviceSegmentId: newSegmentId(),
      functionSegmentId: newSegmentId(),
      links: links ?? [],
    },
    arrivedAt: now,
    urgency,
    timeoutMilliseconds: Math.min(definition.timeoutMilliseconds, timeoutMilliseconds ?? Number.POSITIVE_INFINITY),
  };
}

/** Runs an invocation in its environment. */
export async function run(
  invocation: Invocation,
  lease: Lease<Environment>,
  event: string,
  { clock, reports }: { clock: Clock; reports: Reports },
): Promise<InvokeResult> {
  const { definition, requestId, trace, timeoutMilliseconds } = invocation;
  const initialization = await lease.environment.initialized;
  const startedAt = clock.now();
  const begin = performance.now();
  reports.began(invocation);
  const outcome = await attempt(lease.environment, initialization, {
    type: "invoke",
    requestId,
    event,
    traceHeader: formatTraceHeader(trace.header.root, trace.functionSegmentId),
    timeoutMilliseconds,
    functionArn: definition.arn,
  });
  reports.ended(invocation, outcome, {
    ...{ startedAt, milliseconds: performance.now() - begin, waitedMilliseconds: lease.waitedMilliseconds },
    ...(lease.cold ? { initMilliseconds: initialization.milliseconds } : {}),
  });
  if (outcome.kind === "result") return { ok: true, payload: JSON.parse(outcome.payload) };
  const { errorType, errorMessage } = outcome.error;
  return { ok: false, failure: outcome.kind, errorType, errorMessage };
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

/** How long an invocation ran, in milliseconds beside its times. */
type Run = Omit<InvocationTimes, "arrivedAt" | "endedAt"> & { readonly milliseconds: number };

export type Reports = ReturnType<typeof createReports>;

/** What Lambda tells of its invocations: log lines, metrics and trace segments. */
export function createReports({
  clock,
  logs,
  metrics,
  traces,
}: Pick<Context, "clock" | "logs" | "metrics" | "traces">) {
  const put = ({ definition: { name } }: Invocation, metric: string, value: number) =>
    metrics.put("AWS/Lambda", metric, { FunctionName: name }, value);
  const record = ({ definition, requestId, trace }: Invocation, times: InvocationTimes, ending: Ending) => {
    for (const document of invocationSegments({ ...definition, requestId }, trace, times, ending))
      traces.record(document);
  };
  return {
    throttled(invocation: Invocation): InvokeResult {
      const { arrivedAt } = invocation;
      put(invocation, "Throttles", 1);
      const times = { arrivedAt, startedAt: arrivedAt, endedAt: clock.now(), waitedMilliseconds: 0 };
      record(invocation, times, { throttled: true });
      return { ok: false, failure: "throttle", errorType: "TooManyRequestsException", errorMessage: "Rate Exceeded." };
    },
    began({ definition, requestId }: Invocation): void {
      logs.write(definition.logGroup, `START RequestId: ${requestId} Version: $LATEST`);
    },
    ended(invocation: Invocation, outcome: Outcome, run: Run): void {
      const { definition, requestId, arrivedAt } = invocation;
      put(invocation, "Invocations", 1);
      put(invocation, "Errors", outcome.kind === "result" ? 0 : 1);
      put(invocation, "Duration", run.milliseconds);
      if (outcome.kind === "timeout" || outcome.kind === "crash")
        logs.write(definition.logGroup, outcome.error.errorMessage);
      logs.write(definition.logGroup, `END RequestId: ${requestId}`);
      logs.write(definition.logGroup, reportLine(invocation, run));
      const ending = outcome.kind === "result" ? {} : { error: outcome.error };
      record(invocation, { ...run, arrivedAt, endedAt: clock.now() }, ending);
    },
  };
}

/** Since August 2025 the initialization is billed with the invocation (AWS Compute Blog, April 29, 2025). */
function reportLine({ definition, requestId, trace }: Invocation, ran: Run): string {
  return [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${ran.milliseconds.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(ran.milliseconds + (ran.initMilliseconds ?? 0))} ms`,
    `Memory Size: ${definition.memoryMegabytes} MB`,
    ...(ran.initMilliseconds === undefined ? [] : [`Init Duration: ${ran.initMilliseconds.toFixed(2)} ms`]),
    `XRAY TraceId: ${trace.header.root}`,
    `SegmentId: ${trace.functionSegmentId}`,
    "Sampled: true",
  ].join("\t");
}
