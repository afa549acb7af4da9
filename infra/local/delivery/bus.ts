import { type AwsCall, AwsError, type Context } from "../ports.ts";
import type { Disturb } from "./disturb.ts";
import { type BusEvent, busOf, entryBytes, eventOf, type PutEntry } from "./event.ts";
import { list } from "./input.ts";
import type { MessageAttribute } from "./message-attributes.ts";
import { matches } from "./pattern.ts";
import type { Outgoing as Message } from "./queue.ts";
import type { Rule, Rules, Target } from "./rules.ts";

/** What a target gets, and the id of the event it was made from. */
type Outgoing = Message & { readonly eventId: string };

/** A failed delivery: what it failed with, how often it was retried, when it was first tried. */
type Failure = {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly retries: number;
  readonly since: number;
};

/**
 * What follows a failed delivery: a retry after exponential backoff with jitter, or, when the error cannot heal or a
 * limit of the retry policy is reached, the dead-letter queue (EventBridge user guide, "Event retry policy").
 */
export function afterFailure(
  target: Pick<Target, "maximumRetries" | "maximumAgeSeconds">,
  failure: Failure,
  now: number,
  random: () => number,
): { readonly retryInMilliseconds: number } | { readonly exhausted?: string } {
  if (!failure.retryable) return {};
  if (failure.retries >= target.maximumRetries) return { exhausted: "MaximumRetryAttempts" };
  if (now - failure.since >= target.maximumAgeSeconds * 1000) return { exhausted: "MaximumEventAgeInSeconds" };
  const ceiling = Math.min(300_000, 1000 * 2 ** failure.retries);
  return { retryInMilliseconds: Math.round(ceiling * (0.5 + random() / 2)) };
}

/** The attributes EventBridge puts on a message for the dead-letter queue (user guide, "Using dead-letter queues"). */
function deadLetterAttributes(
  rule: Rule,
  target: Target,
  failure: Failure,
  exhausted?: string,
): Record<string, MessageAttribute> {
  const values = {
    RULE_ARN: rule.arn,
    TARGET_ARN: target.arn,
    ERROR_CODE: failure.code,
    ERROR_MESSAGE: failure.message,
    ...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: exhausted }),
  };
  const attributes = Object.entries(values).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]);
  return {
    ...Object.fromEntries(attributes),
    RETRY_ATTEMPTS: { DataType: "Number", StringValue: String(failure.retries) },
  };
}

export type BusConfig = {
  readonly context: Context;
  readonly disturb: Disturb;
  /** The function of the template that a target's messages end at. */
  readonly functionOf: (targetArn: string) => string | undefined;
  readonly rules: Rules;
  /** Throws an `AwsError` when the rule cannot reach the target, or may not. */
  readonly send: (rule: Rule, targetArn: string, outgoing: Outgoing) => void;
  /** Told of every event that was put, with the name of its bus. */
  readonly keep: (bus: string, event: BusEvent) => void;
};

/** What an event carries beside itself, and the only rules it may meet, by ARN; all of its bus when there are none. */
type Route = { readonly traceHeader?: string; readonly rules?: readonly string[] };

export type Bus = {
  /** PutEvents, on the default bus and those of the template. */
  readonly putEvents: (call: AwsCall) => Readonly<Record<string, unknown>>;
  readonly rules: Rules;
  readonly buses: ReadonlySet<string>;
  /** Hands an event to every rule it matches. */
  readonly route: (bus: string, event: BusEvent, route: Route) => void;
  /** Hands an event to one rule's targets, as a schedule does. */
  readonly fire: (rule: Rule, event: BusEvent) => void;
  /** Deliveries held back or waiting for a retry. */
  readonly waiting: () => number;
};

/** Deliveries to targets, with retries and dead letters. */
function createDeliveries(config: BusConfig) {
  const { clock, random } = config.context;
  let waiting = 0;

  function later(milliseconds: number, task: () => void): void {
    waiting += 1;
    clock.after(milliseconds, () => {
      waiting -= 1;
      task();
    });
  }

  function deliver(rule: Rule, target: Target, outgoing: Outgoing, retries: number, since: number): void {
    const to = config.functionOf(target.arn);
    const what = `${outgoing.eventId} of ${rule.name}`;
    const fate = config.disturb({ to, from: "bus", may: ["duplicate", "delay", "drop"], what });
    const attempt = () => {
      try {
        if (fate.drop) throw new AwsError("InternalError", "The delivery was lost on its way (fault plan).", 500);
        config.send(rule, target.arn, outgoing);
        if (fate.duplicate) config.send(rule, target.arn, outgoing);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        const retryable = error.status >= 500 || error.status === 429;
        fail(rule, target, outgoing, { code: errorCode(error), message: error.message, retryable, retries, since });
      }
    };
    if (fate.delayMilliseconds > 0) later(fate.delayMilliseconds, attempt);
    else attempt();
  }

  function fail(rule: Rule, target: Target, outgoing: Outgoing, failure: Failure): void {
    const next = afterFailure(target, failure, clock.now(), random);
    if ("retryInMilliseconds" in next) {
      later(next.retryInMilliseconds, () => deliver(rule, target, outgoing, failure.retries + 1, failure.since));
      return;
    }
    if (target.deadLetterArn === undefined) return;
    const attributes = deadLetterAttributes(rule, target, failure, next.exhausted);
    try {
      config.send(rule, target.deadLetterArn, { ...outgoing, attributes });
    } catch (error) {
      // A person's own dead-letter queue is gone or lets nobody send: the event is lost, as on AWS.
      if (rule.fixed || !(error instanceof AwsError)) throw error;
    }
  }

  return { deliver, waiting: () => waiting };
}

export function createBus(config: BusConfig): Bus {
  const { clock, random, resources } = config.context;
  const buses = new Set(["default", ...resources.ofType("AWS::Events::EventBus").map((bus) => bus.ref)]);
  const { rules } = config;
  const deliveries = createDeliveries(config);

  function fire(rule: Rule, event: BusEvent, { traceHeader }: Route = {}): void {
    const trace = traceHeader === undefined ? {} : { traceHeader };
    for (const target of rule.targets) {
      deliveries.deliver(rule, target, { body: target.bodyOf(event), eventId: event.id, ...trace }, 0, clock.now());
    }
  }

  function route(bus: string, event: BusEvent, way: Route): void {
    for (const rule of rules.all()) {
      const met = rule.enabled && rule.bus === bus && (way.rules?.includes(rule.arn) ?? true);
      if (met && rule.pattern !== undefined && matches(rule.pattern, event)) fire(rule, event, way);
    }
  }

  function putEvents(call: AwsCall) {
    const entries = list<PutEntry>(call.input, "Entries");
    if (entries.length < 1 || entries.length > 10) throw invalid("A request has 1 to 10 entries.");
    const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
    if (bytes >= maximumBytes) throw invalid("Total size of the entries in the request is over the limit.");
    const facts = { buses, fromService: call.principal.kind === "service" };
    const Entries = entries.map((entry) => {
      const event = eventOf(entry, facts, clock.now(), random);
      if ("ErrorCode" in event) return event;
      const traceHeader = entry.TraceHeader ?? call.traceHeader;
      config.keep(busOf(entry), event);
      route(busOf(entry), event, traceHeader === undefined ? {} : { traceHeader });
      return { EventId: event.id };
    });
    return { FailedEntryCount: Entries.filter((entry) => "ErrorCode" in entry).length, Entries };
  }

  return { putEvents, rules, buses, route, fire, waiting: deliveries.waiting };
}

/** The entries of one call together stay under 1 MB (API reference, PutEvents). */
const maximumBytes = 1_048_576;

function errorCode(error: AwsError): string {
  if (error.code === "QueueDoesNotExist") return "NO_RESOURCE";
  if (error.status === 403) return "NO_PERMISSIONS";
  return error.status === 429 ? "THROTTLING" : "ERROR_FROM_TARGET";
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
