import { describe, expect, it } from "vitest";
import type { SdkCall } from "../support/sdk-calls.ts";
import { conflictsAtRandom, conflictsInFlight, isSingleWrite, keysOf } from "./conflicts.ts";

function key(pk: string) {
  return { pk: { S: pk }, sk: { S: "-" } };
}
function transaction(...items: readonly string[]): SdkCall {
  return {
    operation: "TransactWriteItems",
    body: JSON.stringify({ TransactItems: items.map((item) => ({ Update: { Key: key(item) } })) }),
  };
}
function update(item: string): SdkCall {
  return { operation: "UpdateItem", body: JSON.stringify({ Key: key(item), ConditionExpression: "#n >= :n" }) };
}
function put(item: string): SdkCall {
  return { operation: "PutItem", body: JSON.stringify({ Item: { ...key(item), name: { S: "A" } } }) };
}

/** A clock that stands still until it is moved; pauses are noted, and over at once. */
function standingClock() {
  let now = 0;
  const pauses: number[] = [];
  return {
    now: () => now,
    pause: async (milliseconds: number) => pauses.push(milliseconds),
    moveTo: (time: number) => {
      now = time;
    },
    pauses,
  };
}

type Answer = {
  readonly __type: string;
  readonly CancellationReasons?: readonly { readonly Code: string }[];
};

async function answerOf(answer: unknown): Promise<Answer | undefined> {
  const answered = (await answer) as { readonly response: { readonly body: ReadableStream } } | undefined;
  return answered && ((await new Response(answered.response.body).json()) as Answer);
}

/** The model, asked for one call after another: `undefined` where it lets the call pass, else what it refuses with. */
function model(milliseconds: number) {
  const clock = standingClock();
  const intercept = conflictsInFlight(milliseconds, clock);
  const ask = async (call: SdkCall) => {
    const answer = await answerOf(intercept(call, unsent));
    return answer?.CancellationReasons?.map(({ Code }) => Code) ?? answer?.__type.split("#")[1];
  };
  return { clock, ask };
}

function unsent() {
  return Promise.reject(new Error("sent"));
}

describe("keysOf", () => {
  it("names the item of each action", () => {
    const TransactItems = [{ Put: { Item: { ...key("a"), name: { S: "A" } } } }, { ConditionCheck: { Key: key("b") } }];
    expect(keysOf(JSON.stringify({ TransactItems }))).toEqual(["a -", "b -"]);
  });
});

describe("isSingleWrite", () => {
  it("knows a write of one item from a transaction and from a read", () => {
    const operations = ["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "GetItem"];
    expect(operations.filter(isSingleWrite)).toEqual(["PutItem", "UpdateItem", "DeleteItem"]);
  });
});

describe("conflictsInFlight", () => {
  it("cancels a transaction that meets another at an item, naming which, and lets strangers pass", async () => {
    const { clock, ask } = model(5);
    expect(await ask(transaction("a", "b"))).toBeUndefined();
    expect(await ask(transaction("c", "b"))).toEqual(["None", "TransactionConflict"]);
    expect(await ask(transaction("c"))).toBeUndefined();
    clock.moveTo(5);
    expect(await ask(transaction("b"))).toBeUndefined();
  });

  it("lets a transaction take effect once it has been in flight", async () => {
    const { clock, ask } = model(20);
    await ask(transaction("a"));
    expect(clock.pauses).toEqual([20]);
  });

  it.each([update, put])("refuses a single write that meets a transaction at its item", async (write) => {
    const { clock, ask } = model(5);
    await ask(transaction("a"));
    expect(await ask(write("a"))).toBe("TransactionConflictException");
    expect(await ask(write("b"))).toBeUndefined();
    clock.moveTo(5);
    expect(await ask(write("a"))).toBeUndefined();
  });

  it("cancels a transaction that meets a single write in flight", async () => {
    const { clock, ask } = model(5);
    await ask(update("a"));
    expect(await ask(transaction("b", "a"))).toEqual(["None", "TransactionConflict"]);
    clock.moveTo(1);
    expect(await ask(transaction("b", "a"))).toBeUndefined();
  });

  it("takes single writes of an item one after the other, 1,000 a second", async () => {
    const { clock, ask } = model(5);
    for (const write of [update("a"), put("a"), update("a"), update("b")]) expect(await ask(write)).toBeUndefined();
    expect(clock.pauses).toEqual([1, 2, 3, 1]);
    clock.moveTo(2);
    await ask(update("a"));
    expect(clock.pauses.at(-1)).toBe(2);
  });

  it("throttles what is more than an item takes within a second", async () => {
    const { clock, ask } = model(5);
    for (let write = 0; write < 1_000; write += 1) expect(await ask(update("a"))).toBeUndefined();
    expect(await ask(update("a"))).toBe("ThrottlingException");
    clock.moveTo(1);
    expect(await ask(update("a"))).toBeUndefined();
  });

  it("leaves every read alone", async () => {
    const { clock, ask } = model(5);
    await ask(transaction("a"));
    for (const operation of ["GetItem", "BatchGetItem", "Query"]) {
      expect(await ask({ operation, body: JSON.stringify({ Key: key("a") }) })).toBeUndefined();
    }
    expect(clock.pauses).toEqual([5]);
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
