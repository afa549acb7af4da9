import * as z from "zod";
import type { Dimensions } from "../ports.ts";

/** Which metric: a metric without some of its dimensions is another metric. */
export type MetricId = { readonly namespace: string; readonly name: string; readonly dimensions: Dimensions };
export type EmfMetric = MetricId & { readonly value: number; readonly timestamp: number };

const directive = z.object({
  Namespace: z.string(),
  Dimensions: z.array(z.array(z.string())).default([[]]),
  Metrics: z.array(z.object({ Name: z.string() })).default([]),
});
const blobSchema = z.looseObject({
  _aws: z.object({ Timestamp: z.number(), CloudWatchMetrics: z.array(directive) }),
});

/**
 * The metrics in one log line, none when it is not in the embedded metric format. Each dimension set of a directive
 * makes its own metric; a target member may hold one value or a list.
 * Source: CloudWatch User Guide, "Specification: Embedded metric format".
 */
export function emfMetricsOf(message: string): readonly EmfMetric[] {
  if (!message.includes('"_aws"')) return [];
  const { data: blob } = blobSchema.safeParse(parsed(message));
  if (blob === undefined) return [];
  const { Timestamp: timestamp, CloudWatchMetrics } = blob._aws;
  return CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) => {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(blob[name])]));
      return Metrics.flatMap(({ Name: name }) =>
        numbersOf(blob[name]).map((value) => ({ namespace, name, dimensions, value, timestamp })),
      );
    }),
  );
}

/** A log line is anybody's text: what is not JSON, or of another form, is no metric. */
function parsed(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

function numbersOf(value: unknown): readonly number[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((entry) => typeof entry === "number");
}
