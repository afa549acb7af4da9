import type { Dimensions } from "../ports.ts";

/** Which metric: a metric without some of its dimensions is another metric. */
export type MetricId = { readonly namespace: string; readonly name: string; readonly dimensions: Dimensions };
export type EmfMetric = MetricId & { readonly value: number; readonly timestamp: number };

type Directive = {
  readonly Namespace: string;
  readonly Dimensions?: readonly (readonly string[])[];
  readonly Metrics?: readonly { readonly Name: string }[];
};
type Blob = {
  readonly _aws?: { readonly Timestamp: number; readonly CloudWatchMetrics: readonly Directive[] };
} & Readonly<Record<string, unknown>>;

/**
 * The metrics in one log line, none when it is not in the embedded metric format. Each dimension set of a directive
 * makes its own metric; a target member may hold one value or a list.
 * Source: CloudWatch User Guide, "Specification: Embedded metric format".
 */
export function emfMetricsOf(message: string): readonly EmfMetric[] {
  if (!message.includes('"_aws"')) return [];
  const blob = parsed(message);
  if (blob?._aws === undefined) return [];
  const { Timestamp: timestamp, CloudWatchMetrics } = blob._aws;
  return CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions = [[]], Metrics = [] }) =>
    Dimensions.flatMap((names) => {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(blob[name])]));
      return Metrics.flatMap(({ Name: name }) =>
        numbersOf(blob[name]).map((value) => ({ namespace, name, dimensions, value, timestamp })),
      );
    }),
  );
}

/** A log line is anybody's text: what is not JSON is no metric. */
function parsed(message: string): Blob | undefined {
  try {
    return JSON.parse(message) as Blob;
  } catch {
    return undefined;
  }
}

function numbersOf(value: unknown): readonly number[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((entry) => typeof entry === "number");
}
