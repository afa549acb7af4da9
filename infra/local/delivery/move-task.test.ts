import fc from "fast-check";
import { expect, it } from "vitest";
import { undisturbed } from "../faults.ts";
import { createRandom } from "../random.ts";
import { moveMessages } from "./move-task.ts";
import { accept, createQueue, receive, send } from "./queue.ts";

const start = Date.parse("2026-03-01T12:00:00Z");
function settingsOf(name: string) {
  return {
    ...{ name, arn: `arn:${name}`, url: name, visibilityTimeoutSeconds: 30, retentionSeconds: 1_209_600 },
    ...{ delaySeconds: 0, waitSeconds: 0, maximumBytes: 1_048_576, fixed: true },
  };
}

// SQS developer guide, "Learn how to configure a dead-letter queue redrive in Amazon SQS".
it("a task moves each visible message once, and loses none", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "b", "nobody")), fc.nat(5), fc.integer(), (origins, hidden, seed) => {
      const random = createRandom(seed);
      const redrive = { deadLetterArn: "arn:dead", maxReceiveCount: 1 };
      const dead = createQueue(settingsOf("dead"), start);
      const [a, b] = ["a", "b"].map((name) => createQueue({ ...settingsOf(name), redrive }, start));
      if (a === undefined || b === undefined) throw new Error("two queues expected");
      for (const [index, origin] of origins.entries()) {
        const queue = createQueue(settingsOf(origin), start);
        send(queue, { body: origin, messageId: String(index) }, start, random, undisturbed);
        for (const message of queue.messages.values()) accept(dead, message, `arn:${origin}`, start);
      }
      const inFlight = receive(dead, { max: hidden }, start, random).received.length;
      const task = moveMessages([dead, a, b], { SourceArn: "arn:dead" }, start, random);
      const visible = origins.slice(inFlight);
      const stop = visible.indexOf("nobody");
      const moved = stop === -1 ? visible : visible.slice(0, stop);
      expect(task).toMatchObject({
        Status: stop === -1 ? "COMPLETED" : "FAILED",
        ApproximateNumberOfMessagesMoved: moved.length,
      });
      expect([...a.messages.values(), ...b.messages.values()].map(({ body }) => body).sort()).toEqual(
        [...moved].sort(),
      );
      expect(dead.messages.size).toBe(origins.length - moved.length);
    }),
  );
});
