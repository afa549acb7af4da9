import type { AwsApi, AwsCall, Clock, Context, InvokeOptions, InvokeResult, Resource } from "../ports.ts";
import { createRandom } from "../random.ts";
import { physicalTypes } from "../template/physical.ts";
import { indexResources } from "../template/resources.ts";

type FakeClock = Clock & { advance(milliseconds: number): Promise<void> };

/** A clock that moves only by `advance`, which runs each task at its own due time and lets promises settle between. */
function createFakeClock(start = Date.parse("2026-03-01T12:00:00Z")): FakeClock {
  let now = start;
  let timers: { readonly due: number; readonly task: () => void }[] = [];
  return {
    now: () => now,
    after(delay, task) {
      const timer = { due: now + delay, task };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      await settled();
      for (;;) {
        const [next] = timers.filter((timer) => timer.due <= end).sort((left, right) => left.due - right.due);
        if (next === undefined) break;
        timers = timers.filter((other) => other !== next);
        now = Math.max(now, next.due);
        next.task();
        await settled();
      }
      now = end;
    },
  };
}

/** Lets every promise that can settle do so. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

type Invocation = {
  readonly functionName: string;
  readonly event: unknown;
  readonly options: InvokeOptions | undefined;
};
export type FakeContext = Context & {
  readonly clock: FakeClock;
  readonly invocations: Invocation[];
  readonly gauges: Map<string, () => number>;
  readonly counts: string[];
  answer: (invocation: Invocation) => InvokeResult | Promise<InvokeResult>;
};

/** A template resource with the names the real resolver gives it. */
export function resource(
  type: string,
  logicalId: string,
  properties: Record<string, unknown>,
  metadata = {},
): Resource {
  const place = { stack: "test", logicalId, awsUrl: "http://127.0.0.1:4566" };
  const physical = physicalTypes[type]?.((name) => properties[name], place) ?? { ref: logicalId, attributes: {} };
  return { logicalId, stack: "test", type, properties, metadata, ...physical };
}

export function fakeContext(resources: readonly Resource[] = [], seed = 1): FakeContext {
  const invocations: Invocation[] = [];
  const gauges = new Map<string, () => number>();
  const counts: string[] = [];
  const listeners: ((logGroup: string, message: string, timestamp: number) => void)[] = [];
  const clock = createFakeClock();
  const context: FakeContext = {
    resources: indexResources(resources),
    clock,
    random: createRandom(seed),
    invocations,
    gauges,
    counts,
    answer: () => ({ ok: true, payload: null }),
    async invoke(functionName, event, options) {
      const invocation = { functionName, event, options };
      invocations.push(invocation);
      return context.answer(invocation);
    },
    traces: { record: () => {} },
    logs: {
      write: (logGroup, message) => {
        for (const listener of listeners) listener(logGroup, message, clock.now());
      },
      subscribe: (listener) => void listeners.push(listener),
    },
    metrics: {
      put: (namespace, name) => void counts.push(`${namespace} ${name}`),
      gauge: (_namespace, name, dimensions, read) => void gauges.set(`${dimensions.QueueName} ${name}`, read),
    },
    // Unhandled, a failure fails the test.
    background: (task) => void task,
    call: () => Promise.reject(new Error("no other part here")),
  };
  return context;
}

export const functionError: InvokeResult = { ok: false, failure: "error", errorType: "Error", errorMessage: "broken" };
export const throttled: InvokeResult = {
  ok: false,
  failure: "throttle",
  errorType: "TooManyRequestsException",
  errorMessage: "",
};

export type Caller = (
  operation: string,
  input?: AwsCall["input"],
  more?: Partial<AwsCall>,
) => Promise<AwsCall["input"]>;

/** Calls an API's operations as an operator would. */
export function caller(api: AwsApi | undefined): Caller {
  return async (operation, input = {}, more = {}) => {
    const run = api?.operations[operation];
    if (api === undefined || run === undefined) throw new Error(`no operation ${operation}`);
    return run({ service: api.service, operation, input, principal: { kind: "operator" }, ...more });
  };
}
