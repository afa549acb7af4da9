import type { Clock, Logs, Metrics, Part } from "../ports.ts";
import { emfMetricsOf, type MetricId } from "./emf.ts";

/** What came in within one minute. */
type Minute = { readonly values: number[]; sum: number; count: number; minimum: number; maximum: number };

export type Query = MetricId & {
  /** `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, or a percentile such as `p99`. */
  readonly statistic: string;
  readonly periodSeconds: number;
  /** How many periods back, the one that now runs included. */
  readonly periods: number;
};

export type CollectedMetrics = Metrics &
  Part & {
    /** One value per period, oldest first; undefined where nothing was put. */
    query(query: Query): readonly (number | undefined)[];
    all(): readonly MetricId[];
  };

const minuteMilliseconds = 60_000;
/** Alarms look back at most a few periods; three hours leave room for those of an hour. */
const keptMinutes = 180;
/** Values kept per minute for percentiles; beyond it, sums and counts stay exact and the percentile is of the first ones. */
const keptValues = 10_000;

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
    all: () => [...series.values()].map(({ namespace, name, dimensions }) => ({ namespace, name, dimensions })),
    start: async () => sampleEveryMinute(),
    stop: async () => cancel?.(),
  };
}

function keyOf({ namespace, name, dimensions }: MetricId): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort(([one], [other]) => (one < other ? -1 : 1))]);
}

function add(minutes: Map<number, Minute>, start: number, value: number): void {
  const minute = minutes.get(start) ?? { values: [], sum: 0, count: 0, minimum: value, maximum: value };
  minute.sum += value;
  minute.count += 1;
  minute.minimum = Math.min(minute.minimum, value);
  minute.maximum = Math.max(minute.maximum, value);
  if (minute.values.length < keptValues) minute.values.push(value);
  minutes.set(start, minute);
}

function statisticOf(statistic: string, minutes: readonly Minute[]): number {
  const total = (read: (minute: Minute) => number) => minutes.reduce((sum, minute) => sum + read(minute), 0);
  switch (statistic) {
    case "Sum":
      return total(({ sum }) => sum);
    case "SampleCount":
      return total(({ count }) => count);
    case "Average":
      return total(({ sum }) => sum) / total(({ count }) => count);
    case "Minimum":
      return Math.min(...minutes.map(({ minimum }) => minimum));
    case "Maximum":
      return Math.max(...minutes.map(({ maximum }) => maximum));
    default:
      return percentileOf(
        statistic,
        minutes.flatMap(({ values }) => values),
      );
  }
}

/** The smallest value that at least that share of the values does not exceed. */
function percentileOf(statistic: string, values: readonly number[]): number {
  const share = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(statistic)?.[1];
  if (share === undefined) throw new Error(`statistic ${statistic} is not evaluated by the local runtime`);
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((Number(share) / 100) * sorted.length) - 1)] ?? 0;
}
