import { describe, expect, it } from "vitest";
import { arn } from "../template/physical.ts";
import { resource } from "./fake-context.ts";
import { aRule, startStack, traceHeader } from "./fake-stack.ts";

const busArn = arn("events", "event-bus/facts");
const archive = resource("AWS::Events::Archive", "Archive", {
  ...{ ArchiveName: "facts", SourceArn: busArn, RetentionDays: 60 },
  EventPattern: { source: [{ prefix: "millrace." }] },
});
const other = aRule({ Name: "other", EventPattern: { source: ["millrace.orders"] } });

async function started() {
  const stack = await startStack(aRule(), { ...other, logicalId: "Other" }, archive);
  const now = stack.context.clock.now() / 1000;
  const replay = (changes: object = {}) =>
    stack.events("StartReplay", {
      ...{ ReplayName: "again", EventSourceArn: arn("events", "archive/facts") },
      ...{ EventStartTime: now - 3_600, EventEndTime: now + 1, Destination: { Arn: busArn } },
      ...changes,
    });
  return { ...stack, now, replay };
}

// EventBridge user guide, "Archiving and replaying events in Amazon EventBridge"; API reference, StartReplay.
describe("a replay", () => {
  it("sends archived events to the rules of their bus again, with the same id and time", async () => {
    const { context, delivery, events, now, put, receive, replay } = await started();
    await put();
    const before = (await receive("orders")).map(({ Body }) => JSON.parse(Body));
    expect(await replay()).toEqual({
      ReplayArn: arn("events", "replay/again"),
      ReplayStartTime: now,
      State: "STARTING",
    });
    expect(delivery.busy()).toBe(true);
    await context.clock.advance(0);
    expect(delivery.busy()).toBe(false);
    const after = (await receive("orders")).map(({ Body }) => JSON.parse(Body));
    expect(after).toEqual(before.map((event) => ({ ...event, "replay-name": "again" })));
    expect(await events("DescribeReplay", { ReplayName: "again" })).toMatchObject({
      ...{ ReplayName: "again", State: "COMPLETED", EventLastReplayedTime: now, ReplayEndTime: now },
      Destination: { Arn: busArn },
    });
    expect(await events("ListReplays")).toMatchObject({ Replays: [{ ReplayName: "again", State: "COMPLETED" }] });
    expect(await events("ListArchives")).toMatchObject({
      Archives: [{ ArchiveName: "facts", EventSourceArn: busArn, State: "ENABLED", RetentionDays: 60, EventCount: 1 }],
    });
  });

  // X-Ray Developer Guide, "Amazon EventBridge and AWS X-Ray": a replayed event has no trace header.
  it("leaves the trace of the first time behind", async () => {
    const { context, put, receive, replay } = await started();
    await put({ TraceHeader: traceHeader });
    expect((await receive("orders"))[0]?.Attributes.AWSTraceHeader).toBe(traceHeader);
    await replay();
    await context.clock.advance(0);
    expect((await receive("orders"))[0]?.Attributes.AWSTraceHeader).toBeUndefined();
  });

  it("can be for some rules only", async () => {
    const { context, put, receive, replay } = await started();
    await put();
    expect(await receive("orders")).toHaveLength(2);
    await replay({ Destination: { Arn: busArn, FilterArns: [arn("events", "rule/facts/other")] } });
    await context.clock.advance(0);
    expect(await receive("orders")).toHaveLength(1);
  });

  it.each([
    ["an unknown archive", { EventSourceArn: arn("events", "archive/none") }, "ResourceNotFoundException"],
    ["an end that is not after the start", { EventEndTime: 1 }, "ValidationException"],
    ["another bus", { Destination: { Arn: arn("events", "event-bus/default") } }, "ValidationException"],
    [
      "an unknown rule",
      { Destination: { Arn: busArn, FilterArns: [arn("events", "rule/facts/none")] } },
      "ResourceNotFoundException",
    ],
  ])("is refused for %s", async (_, changes, code) => {
    const { replay } = await started();
    await expect(replay(changes)).rejects.toMatchObject({ code });
  });

  it("has a name of its own", async () => {
    const { events, replay } = await started();
    await replay();
    await expect(replay()).rejects.toMatchObject({ code: "ResourceAlreadyExistsException" });
    await expect(events("DescribeReplay", { ReplayName: "none" })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
  });
});
