import type { Random } from "../ports.ts";
import { accountId, region } from "../template/physical.ts";
import { nameOf, uuid } from "./ids.ts";

/** An event as EventBridge hands it to rules and targets. */
export type BusEvent = {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
  /** Of an event that comes from an archive: the name of the replay. */
  readonly "replay-name"?: string;
};

export type PutEntry = {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly EventBusName?: string;
  /** Seconds since the epoch, as the JSON protocol carries times. */
  readonly Time?: number;
  readonly Resources?: readonly string[];
  readonly TraceHeader?: string;
};

export type EntryError = { readonly ErrorCode: string; readonly ErrorMessage: string };

/** Bytes an entry counts (EventBridge user guide, "Calculating PutEvents event entry size"). */
export function entryBytes(entry: PutEntry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
  return texts.reduce((sum, part) => sum + Buffer.byteLength(part ?? ""), entry.Time === undefined ? 0 : 14);
}

/**
 * The event made from an entry, or why EventBridge refuses it (API reference, PutEventsResultEntry). AWS's page says
 * nothing of an unknown bus; here it is an error, for a fact sent nowhere would be lost without a trace.
 */
export function eventOf(
  entry: PutEntry,
  facts: { readonly buses: ReadonlySet<string>; readonly fromService: boolean },
  now: number,
  random: Random,
): BusEvent | EntryError {
  const { Source: source, DetailType: detailType, Detail } = entry;
  if (!source) return missing("Source");
  if (!detailType) return missing("DetailType");
  if (!Detail) return missing("Detail");
  if (!facts.buses.has(busOf(entry))) return invalid(`Event bus ${busOf(entry)} does not exist.`);
  if (source.startsWith("aws.") && !facts.fromService) {
    return { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." };
  }
  const detail = parsedObject(Detail);
  if (detail === undefined) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  return busEvent(
    { source, detailType, detail, resources: entry.Resources ?? [] },
    entry.Time === undefined ? now : entry.Time * 1000,
    random,
  );
}

/** Wraps what happened into EventBridge's envelope; times carry whole seconds. */
export function busEvent(
  parts: {
    readonly source: string;
    readonly detailType: string;
    readonly detail: unknown;
    readonly resources: readonly string[];
  },
  time: number,
  random: Random,
): BusEvent {
  return {
    version: "0",
    id: uuid(random),
    "detail-type": parts.detailType,
    source: parts.source,
    account: accountId,
    time: `${new Date(time).toISOString().slice(0, 19)}Z`,
    region,
    resources: parts.resources,
    detail: parts.detail,
  };
}

/** The bus an entry is for: its name or the end of its ARN; `default` when it names none. */
export function busOf(entry: { readonly EventBusName?: string | undefined }): string {
  return nameOf(entry.EventBusName ?? "default");
}

function parsedObject(json: string): unknown {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function missing(name: string): EntryError {
  return invalid(`Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
}

function invalid(message: string): EntryError {
  return { ErrorCode: "InvalidArgument", ErrorMessage: message };
}
