import fc from "fast-check";
import { expect, it } from "vitest";
import type { FaultRule } from "../fault-plan.ts";
import type { InvokeResult } from "../ports.ts";
import { createRandom } from "../random.ts";
import { functionError, throttled } from "./fake-context.ts";
import { aQueueMapping, aRule, queueUrl, startStack } from "./fake-stack.ts";

function rule(from: "bus" | "queue", faults: readonly FaultRule["fault"][]): fc.Arbitrary<FaultRule> {
  return fc
    .record({
      function: fc.constant("*"),
      from: fc.constant(from),
      occurrence: fc.oneof(
        fc.integer({ min: 1, max: 5 }),
        fc.constant("every" as const),
        fc.record({ rate: fc.double({ min: 0.1, max: 1, noNaN: true }) }),
      ),
      fault: fc.constantFrom(...faults),
    })
    .map((fields) => (fields.fault === "delay" ? { ...fields, seconds: 300 } : fields));
}
const plans = fc.array(
  fc.oneof(
    rule("bus", ["duplicate", "delay", "drop"]),
    rule("queue", ["duplicate", "delay", "reorder", "drop", "timeout"]),
  ),
  { maxLength: 5 },
);

type Records = readonly { readonly messageId: string; readonly body: string }[];
function idOf(body: string): string {
  return JSON.parse(body).id;
}

/** Fails, throttles, does a part, or does all. */
function answerTo(records: Records, chance: number): InvokeResult {
  if (chance < 0.2) return functionError;
  if (chance < 0.3) return throttled;
  const itemIdentifier = chance < 0.6 ? records[0]?.messageId : undefined;
  return { ok: true, payload: { batchItemFailures: itemIdentifier === undefined ? [] : [{ itemIdentifier }] } };
}

// EventBridge user guide, "How EventBridge retries delivering events"; SQS developer guide, "Using dead-letter queues in
// Amazon SQS"; Lambda developer guide, "Handling errors for an SQS event source in Lambda": together they lose nothing.
it("an event is handled or waits in a dead-letter queue, whatever faults and function do", async () => {
  await fc.assert(
    fc.asyncProperty(plans, fc.integer({ min: 1, max: 8 }), fc.integer(), async (plan, count, seed) => {
      const { context, delivery, faults, put, sqs } = await startStack(aRule(), aQueueMapping({ BatchSize: 3 }));
      const chance = createRandom(seed);
      const settled = new Set<string>();
      faults.replace(plan);
      context.answer = ({ event, options }) => {
        if (options?.timeoutMilliseconds === 0) return { ...functionError, failure: "timeout" } as InvokeResult;
        const { Records } = event as { Records: Records };
        const answer = answerTo(Records, chance());
        const failed = JSON.stringify(answer);
        if (answer.ok)
          for (const { messageId, body } of Records) if (!failed.includes(messageId)) settled.add(idOf(body));
        return answer;
      };
      const sent: string[] = [];
      for (let number = 0; number < count; number += 1) {
        const { Entries } = await put();
        sent.push(...(Entries as { EventId: string }[]).map(({ EventId }) => EventId));
        await context.clock.advance(1_000);
      }
      await context.clock.advance(2 * 86_400_000);
      expect(delivery.busy()).toBe(false);
      for (;;) {
        const { Messages = [] } = await sqs("ReceiveMessage", { QueueUrl: queueUrl("dead"), MaxNumberOfMessages: 10 });
        if ((Messages as unknown[]).length === 0) break;
        for (const { Body } of Messages as { Body: string }[]) settled.add(idOf(Body));
      }
      expect([...settled].sort()).toEqual([...new Set(sent)].sort());
      await delivery.stop?.();
    }),
    { numRuns: 40 },
  );
});
