import { describe, expect, it } from "vitest";
import { intercept } from "../../../test/support/intercept.ts";
import { freshTable } from "../../../test/support/table.ts";
import { writeAll } from "./write.ts";

async function* many(count: number) {
  for (let item = 0; item < count; item += 1) yield { pk: `item ${item}`, sk: "-", nothing: undefined };
}

type Batch = { readonly RequestItems: Readonly<Record<string, readonly unknown[]>> };
function requestsOf(input: object): readonly unknown[] {
  return Object.values((input as Batch).RequestItems).flat();
}

describe("writeAll", () => {
  it("writes every item once, 25 a request, several requests at a time", async () => {
    const table = await freshTable();
    const sizes: number[] = [];
    let [running, most] = [0, 0];
    intercept(table, async ({ command, input, forward }) => {
      if (command !== "BatchWriteItemCommand") return forward();
      sizes.push(requestsOf(input).length);
      running += 1;
      most = Math.max(most, running);
      const answer = await forward();
      running -= 1;
      return answer;
    });
    let written = 0;
    await writeAll(table, many(260), { inFlight: 4, onWritten: (items) => (written += items) });
    const { Count } = await table.client.send("Scan", { TableName: table.table });
    expect([Count, written]).toEqual([260, 260]);
    expect(Math.max(...sizes)).toBe(25);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
  });

  it("sends again what the table left over, after a pause each time", async () => {
    const table = await freshTable();
    const pauses: number[] = [];
    let calls = 0;
    intercept(table, async ({ input, forward }) => {
      calls += 1;
      const requests = requestsOf(input);
      if (calls > 2) return forward();
      await forward({ ...input, RequestItems: { [table.table]: requests.slice(0, 10) } });
      return { UnprocessedItems: { [table.table]: requests.slice(10) } };
    });
    const written: number[] = [];
    const pause = async (number: number) => void pauses.push(number);
    await writeAll(table, many(25), { inFlight: 1, onWritten: (items) => written.push(items), pause });
    expect(written).toEqual([10, 10, 5]);
    expect(pauses).toEqual([0, 1]);
  });

  it("gives up with a remedy when the table takes nothing", async () => {
    const table = await freshTable();
    intercept(table, async ({ input }) => ({ UnprocessedItems: (input as Batch).RequestItems }));
    const writing = { inFlight: 1, onWritten: () => undefined, pause: async () => undefined };
    await expect(writeAll(table, many(3), writing)).rejects.toThrow("run the same seed again");
  });
});
