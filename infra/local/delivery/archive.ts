import type { Random } from "../ports.ts";
import type { BusEvent } from "./event.ts";
import { matches, type Pattern } from "./pattern.ts";

export type ArchiveSettings = {
  readonly name: string;
  readonly arn: string;
  readonly busArn: string;
  readonly pattern: Pattern;
  readonly retentionDays: number;
  readonly createdAt: number;
};

/** `at` is the event's own time, `body` its JSON. */
type Archived = { readonly keptAt: number; readonly at: number; readonly body: string };

/**
 * An archive of one bus as a model. Source of its rules: EventBridge user guide, "Archiving and replaying events", and API
 * reference, StartReplay and Replay.
 */
export type Archive = { readonly settings: ArchiveSettings; events: Archived[] };

/** How many events are kept, the newest: about 30 MB of facts. AWS knows no such limit. */
export const mostEvents = 20_000;

const dayMilliseconds = 86_400_000;
const minuteMilliseconds = 60_000;

export function createArchive(settings: ArchiveSettings): Archive {
  return { settings, events: [] };
}

/** Keeps an event that the archive's pattern lets through, unless it comes from an archive itself. */
export function keep(archive: Archive, event: BusEvent, now: number): void {
  if (event["replay-name"] !== undefined || !matches(archive.settings.pattern, event)) return;
  forget(archive, now);
  archive.events.push({ keptAt: now, at: Date.parse(event.time), body: JSON.stringify(event) });
  if (archive.events.length > mostEvents) archive.events.shift();
}

/** Lets go of what is older than the retention. */
export function forget(archive: Archive, now: number): void {
  const oldest = now - archive.settings.retentionDays * dayMilliseconds;
  const kept = archive.events.findIndex(({ keptAt }) => keptAt > oldest);
  archive.events.splice(0, kept === -1 ? archive.events.length : kept);
}

export type ReplayRequest = { readonly name: string; readonly startsAt: number; readonly endsAt: number };

/**
 * The events to replay, minute by minute of their own time, within a minute in any order: those from `startsAt` on and
 * before `endsAt`, each marked with the name of the replay and else as it was.
 */
export function replayed(archive: Archive, request: ReplayRequest, now: number, random: Random): BusEvent[][] {
  forget(archive, now);
  const minutes = new Map<number, Archived[]>();
  for (const archived of archive.events) {
    if (archived.at < request.startsAt || archived.at >= request.endsAt) continue;
    const minute = Math.floor(archived.at / minuteMilliseconds);
    minutes.set(minute, [...(minutes.get(minute) ?? []), archived]);
  }
  return [...minutes]
    .sort(([left], [right]) => left - right)
    .map(([, events]) =>
      shuffled(events, random).map(({ body }) => ({ ...JSON.parse(body), "replay-name": request.name })),
    );
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((left, right) => left.place - right.place)
    .map(({ item }) => item);
}
