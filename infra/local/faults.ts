import type { CallFault, DeliveryFault, FaultRule, Origin } from "./fault-plan.ts";
import type { Random } from "./ports.ts";
import { createRandom } from "./random.ts";

/** A rule and what became of it: the calls or deliveries it was asked about, and those it struck. */
type FaultState = FaultRule & { readonly seen: number; readonly hits: number };

/** What befalls one delivery. */
export type Disturbance = {
  readonly duplicate: boolean;
  readonly delayMilliseconds: number;
  readonly reorder: boolean;
  readonly drop: boolean;
  readonly timeout: boolean;
};

export const undisturbed: Disturbance = {
  duplicate: false,
  delayMilliseconds: 0,
  reorder: false,
  drop: false,
  timeout: false,
};

/** Something on its way to a function. */
export type OnItsWay = {
  /** Undefined for what no function of the template gets. */
  readonly to: string | undefined;
  readonly from: Origin;
  /** What can go wrong at this point of the way. */
  readonly may: readonly DeliveryFault[];
  /** Ids of message, event or records, for the log. */
  readonly what: string;
};

export type Faults = {
  /** Counts the call against every rule for calls and says what must happen to it. The first rule that strikes wins. */
  strikeCall(functionName: string, call: string): CallFault | undefined;
  /** Counts the delivery against every rule for deliveries; all that strike do. */
  strikeDelivery(delivery: OnItsWay): Disturbance;
  /** Replaces the whole plan; counting begins anew. */
  replace(plan: readonly FaultRule[]): void;
  list(): readonly FaultState[];
};

type State = { readonly rule: FaultRule; readonly random: Random; seen: number; hits: number };

/**
 * @param seed each rule draws from a source of its own: the same calls and deliveries of it, by number, are struck in
 *   every run, whatever else happens
 * @param log told which fault struck what
 */
export function createFaults(plan: readonly FaultRule[], seed: number, log: (line: string) => void): Faults {
  const atStart = (rule: FaultRule, index: number) => ({ rule, random: createRandom(seed + index), seen: 0, hits: 0 });
  let states: readonly State[] = plan.map(atStart);

  function strikes(state: State): boolean {
    const { occurrence } = state.rule;
    state.seen += 1;
    const struck =
      typeof occurrence === "object"
        ? state.random() < occurrence.rate
        : occurrence === "every" || occurrence === state.seen;
    if (struck) state.hits += 1;
    return struck;
  }

  return {
    strikeCall(functionName, call) {
      const concerned = states.filter(({ rule }) => rule.call === call && names(rule.function, functionName));
      const struck = concerned.filter(strikes)[0]?.rule.fault as CallFault | undefined;
      if (struck !== undefined) log(`fault ${struck} hit ${call} of ${functionName}`);
      return struck;
    },
    strikeDelivery({ to, from, may, what }) {
      const possible: readonly string[] = may;
      const concerned = states.filter(
        ({ rule }) =>
          to !== undefined &&
          rule.call === undefined &&
          names(rule.function, to) &&
          possible.includes(rule.fault) &&
          (rule.from ?? from) === from,
      );
      const struck = concerned.filter(strikes);
      for (const { rule } of struck) log(`fault ${rule.fault} hit ${what} from ${from} to ${to}`);
      const is = (fault: DeliveryFault) => struck.some(({ rule }) => rule.fault === fault);
      const delays = struck.map(({ rule: { seconds = 0 }, random }) => (seconds === 0 ? 0 : random() * seconds));
      return {
        duplicate: is("duplicate"),
        delayMilliseconds: Math.round(delays.reduce((sum, seconds) => sum + seconds, 0) * 1_000),
        reorder: is("reorder"),
        drop: is("drop"),
        timeout: is("timeout"),
      };
    },
    replace(next) {
      states = next.map(atStart);
    },
    list: () => states.map(({ rule, seen, hits }) => ({ ...rule, seen, hits })),
  };
}

function names(pattern: string, functionName: string): boolean {
  return pattern === "*" || functionName === pattern || functionName.endsWith(`-${pattern}`);
}
