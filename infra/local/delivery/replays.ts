import { type AwsApi, type AwsCall, AwsError, type Clock, type Random, type Resources } from "../ports.ts";
import { arn } from "../template/physical.ts";
import { type Archive, createArchive, forget, keep, replayed } from "./archive.ts";
import type { Bus } from "./bus.ts";
import type { BusEvent } from "./event.ts";
import { nameOf } from "./ids.ts";
import { list, record, text } from "./input.ts";
import type { Pattern } from "./pattern.ts";

/** A replay as DescribeReplay shows it; times in seconds since the epoch, as the JSON protocol carries them. */
type Replay = {
  readonly ReplayName: string;
  readonly ReplayArn: string;
  readonly EventSourceArn: string;
  readonly Destination: object;
  readonly EventStartTime: number;
  readonly EventEndTime: number;
  readonly ReplayStartTime: number;
  State: "RUNNING" | "COMPLETED";
  EventLastReplayedTime?: number;
  ReplayEndTime?: number;
};

export type Archives = { readonly keep: (bus: string, event: BusEvent) => void; readonly all: readonly Archive[] };

/** The archives of the template. */
export function createArchives(resources: Resources, clock: Clock): Archives {
  const all = resources.ofType("AWS::Events::Archive").map(({ ref, attributes, properties }) =>
    createArchive({
      name: ref,
      arn: String(attributes.Arn),
      busArn: String(properties.SourceArn),
      pattern: properties.EventPattern as Pattern,
      retentionDays: Number(properties.RetentionDays),
      createdAt: clock.now(),
    }),
  );
  return {
    all,
    keep(bus, event) {
      for (const archive of all) if (nameOf(archive.settings.busArn) === bus) keep(archive, event, clock.now());
    },
  };
}

export type ReplaysConfig = {
  readonly archives: readonly Archive[];
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
};

/** The operations of `events` on archives. A replay goes on by a minute of its events whenever the runtime has time. */
export function createReplays(config: ReplaysConfig): {
  readonly operations: AwsApi["operations"];
  readonly running: () => boolean;
} {
  const { archives, bus, clock, random } = config;
  const replays: Replay[] = [];
  const seconds = () => clock.now() / 1000;

  function start({ input }: AwsCall) {
    const ReplayName = text(input, "ReplayName");
    const EventSourceArn = text(input, "EventSourceArn");
    const Destination = record(input, "Destination");
    const [EventStartTime, EventEndTime] = [Number(input.EventStartTime), Number(input.EventEndTime)];
    const archive = archives.find(({ settings }) => settings.arn === EventSourceArn);
    if (archive === undefined) throw notFound(`Archive ${nameOf(EventSourceArn)} does not exist.`);
    if (replays.some((replay) => replay.ReplayName === ReplayName)) {
      throw new AwsError("ResourceAlreadyExistsException", `Replay ${ReplayName} already exists.`);
    }
    if (!(EventStartTime < EventEndTime)) throw invalid("EventEndTime", "EventStartTime must be before EventEndTime.");
    if (text(Destination, "Arn") !== archive.settings.busArn) {
      throw invalid("Destination.Arn", "Cross event bus replay is not permitted.");
    }
    const rules = rulesOf(Destination, bus, nameOf(archive.settings.busArn));
    const replay: Replay = {
      ...{ ReplayName, EventSourceArn, Destination, EventStartTime, EventEndTime },
      ReplayArn: arn("events", `replay/${ReplayName}`),
      ReplayStartTime: seconds(),
      State: "RUNNING",
    };
    replays.push(replay);
    const request = { name: ReplayName, startsAt: EventStartTime * 1000, endsAt: EventEndTime * 1000 };
    goOn(replay, archive, replayed(archive, request, clock.now(), random), rules);
    return { ReplayArn: replay.ReplayArn, ReplayStartTime: replay.ReplayStartTime, State: "STARTING" };
  }

  function goOn(replay: Replay, archive: Archive, minutes: BusEvent[][], way: { readonly rules?: readonly string[] }) {
    const events = minutes.shift();
    if (events === undefined) {
      replay.State = "COMPLETED";
      replay.ReplayEndTime = seconds();
      return;
    }
    for (const event of events) {
      bus.route(nameOf(archive.settings.busArn), event, way);
      replay.EventLastReplayedTime = Date.parse(event.time) / 1000;
    }
    clock.after(0, () => goOn(replay, archive, minutes, way));
  }

  return {
    operations: {
      StartReplay: async (call) => start(call),
      DescribeReplay: async ({ input }) => {
        const found = replays.find(({ ReplayName }) => ReplayName === text(input, "ReplayName"));
        if (found === undefined) throw notFound(`Replay ${text(input, "ReplayName")} does not exist.`);
        return found;
      },
      ListReplays: async () => ({ Replays: replays.map(({ ReplayArn: _arn, Destination: _to, ...shown }) => shown) }),
      ListArchives: async () => ({ Archives: archives.map((archive) => shownArchive(archive, clock.now())) }),
    },
    running: () => replays.some(({ State }) => State === "RUNNING"),
  };
}

/** The rules that a replay names, which are of its bus. */
function rulesOf(destination: AwsCall["input"], bus: Bus, busName: string): { readonly rules?: readonly string[] } {
  const rules = list<string>(destination, "FilterArns");
  const known = bus.rules
    .all()
    .filter((rule) => rule.bus === busName)
    .map((rule) => rule.arn);
  const unknown = rules.find((rule) => !known.includes(rule));
  if (unknown !== undefined) throw notFound(`Rule ${nameOf(unknown)} does not exist.`);
  return rules.length === 0 ? {} : { rules };
}

function shownArchive(archive: Archive, now: number) {
  forget(archive, now);
  const { name, busArn, retentionDays, createdAt } = archive.settings;
  return {
    ArchiveName: name,
    EventSourceArn: busArn,
    State: "ENABLED",
    RetentionDays: retentionDays,
    SizeBytes: archive.events.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0),
    EventCount: archive.events.length,
    CreationTime: createdAt / 1000,
  };
}

function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message);
}

function invalid(parameter: string, reason: string): AwsError {
  return new AwsError("ValidationException", `Parameter ${parameter} is not valid. Reason: ${reason}`);
}
