import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { createArchive, keep, mostEvents, replayed } from "./archive.ts";
import type { BusEvent } from "./event.ts";

const start = Date.parse("2026-03-01T12:00:00Z");
const day = 86_400_000;
const random = createRandom(7);

function anEvent(id: string, at = start, source = "millrace.orders"): BusEvent {
  return {
    ...{ version: "0", id, source, account: "000000000000", region: "us-east-1" },
    ...{ "detail-type": "order.placed", time: new Date(at).toISOString(), resources: [], detail: { id } },
  };
}
function anArchive(retentionDays = 60) {
  return createArchive({
    ...{ name: "facts", arn: "arn:archive", busArn: "arn:bus", createdAt: start },
    ...{ pattern: { source: [{ prefix: "millrace." }] }, retentionDays },
  });
}
function idsBetween(archive: ReturnType<typeof anArchive>, startsAt: number, endsAt: number, now = endsAt) {
  return replayed(archive, { name: "again", startsAt, endsAt }, now, random)
    .flat()
    .map(({ id }) => id);
}

// EventBridge user guide, "Archiving and replaying events in Amazon EventBridge".
describe("an archive", () => {
  it("keeps what its pattern lets through", () => {
    const archive = anArchive();
    keep(archive, anEvent("a"), start);
    keep(archive, anEvent("b", start, "aws.ses"), start);
    expect(idsBetween(archive, start, start + 1)).toEqual(["a"]);
  });

  it("does not keep a replayed event again", () => {
    const archive = anArchive();
    keep(archive, { ...anEvent("a"), "replay-name": "again" }, start);
    expect(archive.events).toEqual([]);
  });

  it("lets go of events after its retention", () => {
    const archive = anArchive(2);
    keep(archive, anEvent("a"), start);
    expect(idsBetween(archive, start, start + 1, start + 2 * day - 1)).toEqual(["a"]);
    expect(idsBetween(archive, start, start + 1, start + 2 * day)).toEqual([]);
  });

  it("is bounded here: the newest stay", () => {
    const archive = anArchive();
    for (let count = 0; count <= mostEvents; count += 1) keep(archive, anEvent(String(count)), start);
    expect(archive.events).toHaveLength(mostEvents);
    expect(archive.events[0]?.body).toContain('"id":"1"');
  });
});

// API reference, StartReplay and Replay: event time, from the start on and before the end, in intervals of a minute.
describe("a replay", () => {
  it("hands the events over as they were, with the replay's name", () => {
    const archive = anArchive();
    keep(archive, anEvent("a"), start);
    const request = { name: "again", startsAt: start, endsAt: start + 1 };
    expect(replayed(archive, request, start, random)).toEqual([[{ ...anEvent("a"), "replay-name": "again" }]]);
  });

  it("takes each event of its time once, a minute after the other, whatever order they came in", () => {
    const offsets = fc.array(fc.integer({ min: 0, max: 600 }));
    fc.assert(
      fc.property(offsets, fc.nat(600), fc.nat(600), fc.integer(), (seconds, one, other, seed) => {
        const archive = anArchive();
        for (const [index, second] of seconds.entries())
          keep(archive, anEvent(String(index), start + second * 1000), start);
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const request = { name: "again", startsAt: start + from * 1000, endsAt: start + to * 1000 };
        const events = replayed(archive, request, start, createRandom(seed)).flat();
        const wanted = seconds.flatMap((second, index) => (second >= from && second < to ? [String(index)] : []));
        expect(events.map(({ id }) => id).sort()).toEqual(wanted.sort());
        const minutes = events.map(({ time }) => time.slice(0, 16));
        expect(minutes).toEqual([...minutes].sort());
      }),
    );
  });
});
