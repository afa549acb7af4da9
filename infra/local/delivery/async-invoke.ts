import type { Context, InvokeResult, Part, Resource, Service } from "../ports.ts";
import { arn } from "../template/physical.ts";
import {
  type AsyncEvent,
  type AsyncSettings,
  afterFailure,
  asyncDefaults,
  failedOnce,
  failureRecord,
} from "./async-event.ts";
import { type Disturb, lost, timedOut } from "./disturb.ts";
import { nameOf, uuid } from "./ids.ts";
import { missing, onFailureArn } from "./input.ts";
import type { Queues } from "./queues.ts";

export const asyncInvocation = {
  source: "Lambda Developer Guide",
  types: {
    "AWS::Lambda::EventInvokeConfig": {
      model: "delivery/async-event.ts",
      supports: [
        ...["FunctionName", "Qualifier", "MaximumRetryAttempts", "MaximumEventAgeInSeconds"],
        "DestinationConfig.OnFailure.Destination",
      ],
      refuses: (properties) => [
        properties.Qualifier !== "$LATEST" && "Qualifier: only $LATEST",
        ...missing(properties, ["MaximumRetryAttempts", "MaximumEventAgeInSeconds"]),
        !onFailureArn(properties).startsWith("arn:aws:sqs:") &&
          `DestinationConfig: ${onFailureArn(properties)} is no queue`,
      ],
    },
  },
  create: createAsyncInvoke,
} satisfies Service;

export type AsyncInvoke = Part & {
  readonly send: (functionName: string, payload: unknown) => void;
  /** An invocation runs; those that wait for a retry do not count. */
  readonly busy: () => boolean;
};

type Needs = { readonly context: Context; readonly disturb: Disturb; readonly queues: Queues };

/** Asynchronous invocation by Lambda's own queue of events; what it gives up goes to the queue of the settings. */
function createAsyncInvoke({ context, disturb, queues }: Needs): AsyncInvoke {
  const { background, clock, invoke, random, resources } = context;
  const configs = resources.ofType("AWS::Lambda::EventInvokeConfig");
  const settings = new Map(
    configs.map((config) => [nameOf(String(config.properties.FunctionName)), settingsOf(config)]),
  );
  let running = 0;

  async function runOnce(functionName: string, event: AsyncEvent): Promise<InvokeResult> {
    const fate = onItsWay(functionName, event, ["drop", "timeout"]);
    if (fate.drop) return lost;
    running += 1;
    try {
      return await invoke(functionName, event.payload, fate.timeout ? timedOut : {});
    } finally {
      running -= 1;
    }
  }

  async function attempt(functionName: string, event: AsyncEvent): Promise<void> {
    const result = await runOnce(functionName, event);
    if (result.ok) return;
    const failed = failedOnce(event, result);
    const own = settings.get(functionName) ?? asyncDefaults;
    const next = afterFailure(own, failed, result, clock.now());
    if ("retryInMilliseconds" in next) {
      clock.after(next.retryInMilliseconds, () => background(attempt(functionName, failed)));
    } else if (own.onFailureArn !== undefined) {
      const functionArn = arn("lambda", `function:${functionName}`);
      const body = JSON.stringify(failureRecord(failed, functionArn, next.condition, result, clock.now()));
      queues.send(own.onFailureArn, { body });
    }
  }

  function onItsWay(functionName: string, { requestId }: AsyncEvent, may: Parameters<Disturb>[0]["may"]) {
    return disturb({ to: functionName, from: "async", may, what: requestId });
  }

  return {
    apis: [],
    send(functionName, payload) {
      const event = { requestId: uuid(random), payload, since: clock.now(), errors: 0, throttles: 0 };
      const { duplicate, delayMilliseconds } = onItsWay(functionName, event, ["duplicate", "delay"]);
      const begin = () => background(attempt(functionName, event));
      if (delayMilliseconds > 0) clock.after(delayMilliseconds, begin);
      else begin();
      if (duplicate) begin();
    },
    busy: () => running > 0,
  };
}

function settingsOf({ properties }: Resource): AsyncSettings {
  return {
    maximumRetries: Number(properties.MaximumRetryAttempts),
    maximumAgeSeconds: Number(properties.MaximumEventAgeInSeconds),
    onFailureArn: onFailureArn(properties),
  };
}
