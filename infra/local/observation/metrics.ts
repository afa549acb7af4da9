import type { Clock, Logs, Metrics, Part } from "../ports.ts";
import { emfMetricsOf, type MetricId } from "./emf.ts";

/** What alarms may ask for of a period. */
export const statistics = ["Sum", "Maximum"] as const;

/** What came in within one minute. */
type Minute = Record<(typeof statistics)[number], number>;

type Query = MetricId & {
  readonly statistic: (typeof statistics)[number];
  readonly periodSeconds: number;
  /** How many periods back, the one that now runs included. */
  readonly periods: number;
};

export type CollectedMetrics = Metrics &
  Part & {
    /** One value per period, oldest first; undefined where nothing was put. */
    query(query: Query): readonly (number | undefined)[];
    /** Every metric, with what came in during the newest minute that has any. */
    latest(): readonly (MetricId & Minute)[];
  };

const minuteMilliseconds = 60_000;
/** Alarms look back at most a few periods; three hours leave room for those of an hour. */
const keptMinutes = 180;

/**
 * Collects metrics: what parts of the runtime put, what gauges read once a minute (as SQS reports queue depths), and the
 * embedded metric format in every log group.
 * Source: CloudWatch User Guide, "Specification: Embedded metric format" and "CloudWatch statistics definitions".
 */
export function createMetrics(clock: Clock, logs: Logs): CollectedMetrics {
  const series = new Map<string, MetricId & { readonly minutes: Map<number, Minute> }>();
  const gauges = new Map<string, { readonly id: MetricId; readonly read: () => number }>();
  let cancel: (() => void) | undefined;

  const putAt = (id: MetricId, value: number, timestamp: number): void => {
    const key = keyOf(id);
    const known = series.get(key) ?? { ...id, minutes: new Map<number, Minute>() };
    series.set(key, known);
    const start = Math.floor(timestamp / minuteMilliseconds);
    add(known.minutes, start, value);
    for (const minute of known.minutes.keys()) {
      if (minute > start - keptMinutes) break;
      known.minutes.delete(minute);
    }
  };
  const sampleGauges = (): void => {
    for (const { id, read } of gauges.values()) putAt(id, read(), clock.now());
  };
  const sampleEveryMinute = (): void => {
    sampleGauges();
    cancel = clock.after(minuteMilliseconds, sampleEveryMinute);
  };
  logs.subscribe((_logGroup, message) => {
    for (const { value, timestamp, ...id } of emfMetricsOf(message)) putAt(id, value, timestamp);
  });

  return {
    apis: [],
    put: (namespace, name, dimensions, value) => putAt({ namespace, name, dimensions }, value, clock.now()),
    gauge(namespace, name, dimensions, read) {
      const id = { namespace, name, dimensions };
      gauges.set(keyOf(id), { id, read });
    },
    query({ statistic, periodSeconds, periods, ...id }) {
      const key = keyOf(id);
      const gauge = gauges.get(key);
      if (gauge !== undefined) putAt(gauge.id, gauge.read(), clock.now());
      const minutes = series.get(key)?.minutes ?? new Map<number, Minute>();
      const length = Math.max(1, Math.round(periodSeconds / 60));
      const current = Math.floor(clock.now() / minuteMilliseconds / length);
      return Array.from({ length: periods }, (_, index) => {
        const first = (current - (periods - 1 - index)) * length;
        const found = Array.from({ length }, (_unused, offset) => minutes.get(first + offset)).filter(
          (minute) => minute !== undefined,
        );
        return found.length === 0 ? undefined : statisticOf(statistic, found);
      });
    },
    latest: () =>
      [...series.values()].flatMap(({ minutes, ...id }) =>
        [...minutes.values()].slice(-1).map((minute) => ({ ...id, ...minute })),
      ),
    start: sampleEveryMinute,
    stop: () => cancel?.(),
  };
}

function keyOf({ namespace, name, dimensions }: MetricId): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort(([one], [other]) => (one < other ? -1 : 1))]);
}

function add(minutes: Map<number, Minute>, start: number, value: number): void {
  const { Sum, Maximum } = minutes.get(start) ?? { Sum: 0, Maximum: value };
  minutes.set(start, { Sum: Sum + value, Maximum: Math.max(Maximum, value) });
}

function statisticOf(statistic: Query["statistic"], minutes: readonly Minute[]): number {
  const values = minutes.map((minute) => minute[statistic]);
  return statistic === "Sum" ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values);
}
