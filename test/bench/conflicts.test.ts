import { describe, expect, it } from "vitest";
import type { SdkCall } from "../support/sdk-calls.ts";
import { conflictsAtRandom, conflictsInFlight, keysOf } from "./conflicts.ts";

function key(pk: string) {
  return { pk: { S: pk }, sk: { S: "-" } };
}
function transaction(...items: readonly string[]): SdkCall {
  return {
    operation: "TransactWriteItems",
    body: JSON.stringify({ TransactItems: items.map((item) => ({ Update: { Key: key(item) } })) }),
  };
}

async function codesOf(answer: unknown): Promise<readonly string[]> {
  const { response } = (await answer) as { readonly response: { readonly body: ReadableStream } };
  const { CancellationReasons } = (await new Response(response.body).json()) as {
    readonly CancellationReasons: readonly { readonly Code: string }[];
  };
  return CancellationReasons.map(({ Code }) => Code);
}

describe("keysOf", () => {
  it("names the item of each action", () => {
    const TransactItems = [{ Put: { Item: { ...key("a"), name: { S: "A" } } } }, { Update: { Key: key("b") } }];
    expect(keysOf(JSON.stringify({ TransactItems }))).toEqual(["a -", "b -"]);
  });
});

function unsent() {
  return Promise.reject(new Error("sent"));
}

describe("conflictsInFlight", () => {
  it("cancels a transaction that meets another at an item, naming which, and lets strangers pass", async () => {
    const ends: (() => void)[] = [];
    const intercept = conflictsInFlight(5, (milliseconds, end) => {
      expect(milliseconds).toBe(5);
      ends.push(end);
    });
    expect(await intercept(transaction("a", "b"), unsent)).toBeUndefined();
    expect(await codesOf(intercept(transaction("c", "b"), unsent))).toEqual(["None", "TransactionConflict"]);
    expect(await intercept(transaction("c"), unsent)).toBeUndefined();
    ends[0]?.();
    expect(await intercept(transaction("b"), unsent)).toBeUndefined();
  });

  it("leaves every other call alone", async () => {
    const read = { operation: "BatchGetItem", body: "{}" };
    expect(await conflictsInFlight(5)(read, unsent)).toBeUndefined();
  });
});

describe("conflictsAtRandom", () => {
  it("conflicts as often as it is told, the same for the same seed", async () => {
    const drawn = async () => {
      const intercept = conflictsAtRandom(0.3, 7);
      const answers: boolean[] = [];
      for (let call = 0; call < 500; call += 1) {
        answers.push((await intercept(transaction("a"), unsent)) !== undefined);
      }
      return answers;
    };
    const once = await drawn();
    expect(await drawn()).toEqual(once);
    expect(once.filter((met) => met).length / once.length).toBeCloseTo(0.3, 1);
  });
});
