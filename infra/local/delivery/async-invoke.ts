import type { Context, Resource } from "../ports.ts";
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
import { record } from "./input.ts";

export type AsyncInvoke = {
  readonly send: (functionName: string, payload: unknown) => void;
  /** Invocations running now; those that wait for a retry are not counted. */
  readonly running: () => number;
};

export type AsyncInvokeConfig = {
  readonly context: Context;
  readonly disturb: Disturb;
  /** Puts the record of an event given up into a queue. */
  readonly giveUp: (queueArn: string, body: string) => void;
};

/** Asynchronous invocation by Lambda's own queue of events. */
export function createAsyncInvoke({ context, disturb, giveUp }: AsyncInvokeConfig): AsyncInvoke {
  const { clock, invoke, random, resources } = context;
  const configs = resources.ofType("AWS::Lambda::EventInvokeConfig");
  const settings = new Map(
    configs.map((config) => [nameOf(String(config.properties.FunctionName)), settingsOf(config)]),
  );
  let running = 0;

  async function attempt(functionName: string, event: AsyncEvent): Promise<void> {
    running += 1;
    const fate = onItsWay(functionName, event, ["drop", "timeout"]);
    const result = fate.drop ? lost : await invoke(functionName, event.payload, fate.timeout ? timedOut : {});
    running -= 1;
    if (result.ok) return;
    const failed = failedOnce(event, result);
    const own = settings.get(functionName) ?? asyncDefaults;
    const next = afterFailure(own, failed, result, clock.now());
    if ("retryInMilliseconds" in next) {
      clock.after(next.retryInMilliseconds, () => void attempt(functionName, failed));
    } else if (own.onFailureArn !== undefined) {
      const functionArn = arn("lambda", `function:${functionName}`);
      giveUp(own.onFailureArn, JSON.stringify(failureRecord(failed, functionArn, next.condition, result, clock.now())));
    }
  }

  function onItsWay(functionName: string, { requestId }: AsyncEvent, may: Parameters<Disturb>[0]["may"]) {
    return disturb({ to: functionName, from: "async", may, what: requestId });
  }

  return {
    send(functionName, payload) {
      const event = { requestId: uuid(random), payload, since: clock.now(), errors: 0, throttles: 0 };
      const { duplicate, delayMilliseconds } = onItsWay(functionName, event, ["duplicate", "delay"]);
      const begin = () => void attempt(functionName, event);
      if (delayMilliseconds > 0) clock.after(delayMilliseconds, begin);
      else begin();
      if (duplicate) begin();
    },
    running: () => running,
  };
}

function settingsOf({ properties }: Resource): AsyncSettings {
  return {
    maximumRetries: Number(properties.MaximumRetryAttempts),
    maximumAgeSeconds: Number(properties.MaximumEventAgeInSeconds),
    onFailureArn: String(record(record(properties, "DestinationConfig"), "OnFailure").Destination),
  };
}
