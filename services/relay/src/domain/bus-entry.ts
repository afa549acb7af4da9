import { busSourceOf, eventMetadata, storyIdsOf } from "@millrace/contracts/define-event";
import { contractOf } from "@millrace/contracts/registry";
import * as z from "zod";

/** One fact as EventBridge takes it. */
export type BusEntry = {
  readonly source: string;
  readonly detailType: string;
  readonly detail: string;
  readonly time: Date;
  readonly traceHeader: string | undefined;
  /** The ids by which an operator finds its story. */
  readonly ids: Readonly<Record<string, string>>;
};

/** An entry that no retry can publish: it is not what its contract says, or no contract knows it. */
export class PoisonFact extends Error {
  override readonly name = "PoisonFact";
}

/** EventBridge took 256 KB an entry for years and takes 1 MB now; queues behind it need not. */
const maxEntryBytes = 256 * 1024;

/** Together the entries of one call must not be larger either. */
const maxCallBytes = 256 * 1024;

/** EventBridge's limit on the entries of one PutEvents. */
const maxCallEntries = 10;

const stored = z.object({
  ...eventMetadata.shape,
  pk: z.string(),
  traceHeader: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
});

function fieldsOf(error: z.ZodError): string {
  return error.issues.map(({ path }) => path.join(".") || "itself").join(", ");
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

/** As AWS counts it: 14 bytes for the time, then source, detail type and detail (EventBridge User Guide, PutEvents). */
export function entryBytes({ source, detailType, detail }: BusEntry): number {
  return 14 + bytesOf(source) + bytesOf(detailType) + bytesOf(detail);
}

/**
 * The fact that a journal entry tells, from its stored attributes.
 *
 * @throws PoisonFact for an unknown contract, data or metadata that break it, another service's fact, or too large a one
 */
export function busEntryOf(image: Readonly<Record<string, unknown>>): BusEntry {
  const label = String(image["eventId"]);
  const parsed = stored.safeParse(image);
  if (!parsed.success) throw new PoisonFact(`${label}: not a journal entry: ${fieldsOf(parsed.error)}.`);
  const { pk, traceHeader, data, ...metadata } = parsed.data;
  const fact = `${metadata.type}, version ${metadata.schemaVersion}`;
  const contract = contractOf(metadata.type, metadata.schemaVersion);
  if (contract === undefined) throw new PoisonFact(`${label}: no contract of ${fact}.`);
  if (!pk.startsWith(`$${contract.service}#`)) {
    throw new PoisonFact(`${label}: ${fact} belongs to ${contract.service} and was written elsewhere.`);
  }
  const checked = contract.data.safeParse(data);
  if (!checked.success) throw new PoisonFact(`${label}: not ${fact}: ${fieldsOf(checked.error)}.`);
  const entry: BusEntry = {
    source: busSourceOf(contract.service),
    detailType: metadata.type,
    detail: JSON.stringify({ metadata, data: checked.data }),
    time: new Date(metadata.occurredAt),
    traceHeader,
    ids: storyIdsOf({ metadata, data: checked.data }),
  };
  if (entryBytes(entry) > maxEntryBytes) throw new PoisonFact(`${label}: ${fact} is too large for the bus.`);
  return entry;
}

/** Splits entries, in order, into calls as full as EventBridge takes them. */
export function callsOf(entries: readonly BusEntry[]): readonly (readonly BusEntry[])[] {
  const calls: BusEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const current = calls.at(-1);
    bytes += entryBytes(entry);
    if (current === undefined || current.length === maxCallEntries || bytes > maxCallBytes) {
      calls.push([entry]);
      bytes = entryBytes(entry);
    } else {
      current.push(entry);
    }
  }
  return calls;
}
