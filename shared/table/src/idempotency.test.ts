import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { Answer, Once, WrittenAnswer } from "@millrace/contracts/define-route";
import { defineRefusal } from "@millrace/kernel/errors";
import { IdempotencyKeyReused } from "@millrace/kernel/refusals";
import { Entity } from "electrodb";
import { describe, expect, it } from "vitest";
import { canceled, intercept } from "../../../test/support/intercept.ts";
import { freshTable } from "../../../test/support/table.ts";
import { batchGet, readOf } from "./batch-get.ts";
import { idempotencyOf } from "./idempotency.ts";
import { primary } from "./table.ts";
import { commit, type Rejection, type TransactItem, transactItem } from "./transact.ts";

const Taken = defineRefusal("conflict", "word.taken", "The word is taken.");

const start = Date.parse("2026-11-23T09:30:00.000Z");
const thirtyDays = 30 * 24 * 60 * 60 * 1000;

function once(scope: string, hash = "hash"): Once {
  return {
    scope,
    hash,
    write: ({ status, body, headers }) => ({
      status,
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    }),
  };
}

function answerOf(id: string): Answer {
  return { status: 201, body: { id }, headers: { location: `/v1/words/${id}` } };
}

async function words() {
  const table = await freshTable();
  const clock = { now: start };
  const idempotency = idempotencyOf("words", table, () => new Date(clock.now));
  const entity = new Entity(
    {
      model: { service: "words", entity: "word", version: "1" },
      attributes: { word: { type: "string", required: true } },
      indexes: { byWord: primary({ partition: ["word"], sort: [] }) },
    },
    table,
  );
  const take = (word: string): TransactItem =>
    transactItem(
      entity,
      (writes) => writes.create({ word }),
      () => Taken(),
    );
  const taken = async (...asked: readonly string[]): Promise<readonly string[]> => {
    const [found] = await batchGet(table, [asked.map((word) => readOf<{ word: string }>(entity, { word }))]);
    return found.flatMap((item) => (item ? [item.word] : []));
  };
  return { table, clock, idempotency, take, taken };
}

function isReplayed({ headers }: Answer | WrittenAnswer): boolean {
  return headers?.["idempotency-replayed"] === "true";
}

describe("commit", () => {
  it("gives ten identical requests at once one effect and ten equal answers, nine of them replayed", async () => {
    const { idempotency, take, taken } = await words();
    const ids = Array.from({ length: 10 }, (_, index) => `word-${index}`);
    const answers = await Promise.all(
      // As at checkout, every attempt has made an id of its own: nothing but the record can tell them apart.
      ids.map((id) => idempotency.commit({ parts: [take(id)], once: once("scope"), answer: answerOf(id) })),
    );
    const bodies = new Set(answers.map(({ body }) => body));
    expect([...bodies]).toEqual((await taken(...ids)).map((id) => JSON.stringify({ id })));
    expect(bodies.size).toBe(1);
    expect(answers.filter(isReplayed)).toHaveLength(9);
    expect(new Set(answers.map(({ status, headers }) => `${status} ${headers?.["location"]}`)).size).toBe(1);
  });

  it("replays before any other reason why the write can no longer happen", async () => {
    const { idempotency, take } = await words();
    const command = { parts: [take("a")], once: once("scope"), answer: answerOf("a") };
    const first = await idempotency.commit(command);
    const second = await idempotency.commit(command);
    expect(first).toEqual({
      status: 201,
      headers: { "content-type": "application/json", location: "/v1/words/a" },
      body: '{"id":"a"}',
    });
    expect(second).toEqual({ ...first, headers: { ...first.headers, "idempotency-replayed": "true" } });
  });

  it("refuses another request under the same key, and writes nothing of it", async () => {
    const { idempotency, take, taken } = await words();
    await idempotency.commit({ parts: [take("a")], once: once("scope"), answer: answerOf("a") });
    for (const word of ["a", "b"]) {
      await expect(
        idempotency.commit({ parts: [take(word)], once: once("scope", "other"), answer: answerOf(word) }),
      ).rejects.toMatchObject({ declaration: { code: IdempotencyKeyReused.code, kind: "unprocessable" } });
    }
    expect(await taken("b")).toEqual([]);
  });

  it("keeps scopes and services apart", async () => {
    const { table, idempotency, take } = await words();
    const others = idempotencyOf("others", table, () => new Date(start));
    await idempotency.commit({ parts: [take("a")], once: once("scope"), answer: answerOf("a") });
    expect(
      isReplayed(await idempotency.commit({ parts: [take("b")], once: once("SCOPE"), answer: answerOf("b") })),
    ).toBe(false);
    expect(isReplayed(await others.commit({ parts: [take("c")], once: once("scope"), answer: answerOf("c") }))).toBe(
      false,
    );
  });

  it("does not remember a refusal: the same key may be tried again", async () => {
    const { idempotency, take, taken } = await words();
    await commit([take("a")]);
    const refused = idempotency.commit({ parts: [take("b"), take("a")], once: once("scope"), answer: answerOf("b") });
    await expect(refused).rejects.toMatchObject({ declaration: { code: Taken.code } });
    const retried = await idempotency.commit({ parts: [take("b")], once: once("scope"), answer: answerOf("b") });
    expect([isReplayed(retried), await taken("b")]).toEqual([false, ["b"]]);
  });

  it("writes and answers without a key as often as it is asked, and stores no record", async () => {
    const { table, idempotency, take } = await words();
    const sizes: unknown[] = [];
    intercept(table, ({ input, forward }) => {
      sizes.push((input["TransactItems"] as readonly unknown[]).length);
      return forward();
    });
    const command = { parts: [take("a")], once: undefined, answer: answerOf("a") };
    expect(await idempotency.commit(command)).toBe(command.answer);
    await expect(idempotency.commit(command)).rejects.toMatchObject({ declaration: { code: Taken.code } });
    expect(sizes).toEqual([1, 1]);
  });

  it("replays after a crash between commit and answer", async () => {
    const { table, idempotency, take, taken } = await words();
    let crashes = 1;
    intercept(table, async ({ forward }) => {
      const output = await forward();
      crashes -= 1;
      if (crashes >= 0) throw new Error("socket hang up");
      return output;
    });
    await expect(
      idempotency.commit({ parts: [take("a")], once: once("scope"), answer: answerOf("a") }),
    ).rejects.toThrow("socket hang up");
    const retried = await idempotency.commit({ parts: [take("b")], once: once("scope"), answer: answerOf("b") });
    expect([isReplayed(retried), retried.body]).toEqual([true, '{"id":"a"}']);
    expect(await taken("a", "b")).toEqual(["a"]);
  });

  it("replays when the twin of this request was the one that it met in conflict", async () => {
    const { table, idempotency, take } = await words();
    const command = { parts: [take("a")], once: once("scope"), answer: answerOf("a") };
    let met = false;
    intercept(table, async ({ forward }) => {
      if (met) return forward();
      met = true;
      await forward();
      throw canceled("TransactionConflict", "ConditionalCheckFailed");
    });
    expect(isReplayed(await idempotency.commit(command))).toBe(true);
  });

  it("throws an outage", async () => {
    const { table, idempotency, take } = await words();
    intercept(table, () => Promise.reject(new Error("socket hang up")));
    await expect(
      idempotency.commit({ parts: [take("a")], once: once("scope"), answer: answerOf("a") }),
    ).rejects.toThrow("socket hang up");
  });
});

describe("an expired record", () => {
  const committed = async () => {
    const context = await words();
    await context.idempotency.commit({ parts: [context.take("a")], once: once("scope"), answer: answerOf("a") });
    return context;
  };

  it("holds up to its last millisecond, for replay and commit alike", async () => {
    const { clock, idempotency, take } = await committed();
    clock.now = start + thirtyDays;
    expect(await idempotency.replay(once("scope"))).toMatchObject({ status: 201 });
    expect(
      isReplayed(await idempotency.commit({ parts: [take("b")], once: once("scope"), answer: answerOf("b") })),
    ).toBe(true);
    await expect(idempotency.replay(once("scope", "other"))).rejects.toMatchObject({
      declaration: { code: IdempotencyKeyReused.code },
    });
  });

  it("gives way although TTL has not deleted it, and the new one holds for as long", async () => {
    const { clock, idempotency, take, taken } = await committed();
    clock.now = start + thirtyDays + 1;
    expect(await idempotency.replay(once("scope"))).toBeUndefined();
    expect(await idempotency.replay(once("scope", "other"))).toBeUndefined();
    const again = { parts: [take("b")], once: once("scope", "other"), answer: answerOf("b") };
    expect(isReplayed(await idempotency.commit(again))).toBe(false);
    expect(await taken("b")).toEqual(["b"]);
    clock.now += thirtyDays;
    expect(isReplayed(await idempotency.commit(again))).toBe(true);
  });

  it("is judged at one time within a commit: expiring meanwhile, it is still replayed", async () => {
    const { table, clock, idempotency, take } = await committed();
    clock.now = start + thirtyDays;
    intercept(table, ({ forward }) => {
      clock.now += 1;
      return forward();
    });
    const late = await idempotency.commit({ parts: [take("b")], once: once("scope"), answer: answerOf("b") });
    expect([isReplayed(late), late.body]).toEqual([true, '{"id":"a"}']);
  });
});

describe("replay", () => {
  it("has nothing to say without a key or for a new one", async () => {
    const { idempotency } = await words();
    expect(await idempotency.replay(undefined)).toBeUndefined();
    expect(await idempotency.replay(once("scope"))).toBeUndefined();
  });

  it("gives the first answer byte for byte, or refuses another request", async () => {
    const { idempotency, take } = await words();
    const first = await idempotency.commit({ parts: [take("a")], once: once("scope"), answer: answerOf("a") });
    const replayed = await idempotency.replay(once("scope"));
    expect(replayed).toEqual({ ...first, headers: { ...first.headers, "idempotency-replayed": "true" } });
    await expect(idempotency.replay(once("scope", "other"))).rejects.toMatchObject({
      declaration: { code: IdempotencyKeyReused.code },
    });
  });
});

describe("read and judge", () => {
  it("go along with other reads in one batch", async () => {
    const { table, idempotency, take } = await words();
    await idempotency.commit({ parts: [take("a")], once: once("scope"), answer: answerOf("a") });
    const [record, none] = await batchGet(table, [idempotency.read(once("scope")), idempotency.read(once("new"))]);
    expect(idempotency.judge(once("scope"), record)).toMatchObject({ status: 201, body: '{"id":"a"}' });
    expect(idempotency.judge(once("new"), none)).toBeUndefined();
    expect(() => idempotency.judge(once("scope", "other"), record)).toThrow(IdempotencyKeyReused.title);
  });
});

describe("another way to the same answer", () => {
  it("is written when the first one's conditions fail, under one record", async () => {
    const { idempotency, take, taken } = await words();
    await commit([take("a")]);
    const failed: string[] = [];
    const command = {
      parts: [take("a")],
      once: once("scope"),
      answer: answerOf("x"),
      again: async (rejections: readonly Rejection[]) => {
        failed.push(...rejections.map(({ stored }) => String(stored?.["word"])));
        return [take("b")];
      },
    };
    expect(await idempotency.commit(command)).toMatchObject({ status: 201 });
    expect(failed).toEqual(["a"]);
    expect(await taken("a", "b")).toEqual(["a", "b"]);
    expect(isReplayed(await idempotency.commit(command))).toBe(true);
    expect(failed).toHaveLength(1);
  });

  it("is refused like the first where there is none", async () => {
    const { idempotency, take } = await words();
    await commit([take("a")]);
    const command = { parts: [take("a")], once: undefined, answer: answerOf("a"), again: async () => undefined };
    await expect(idempotency.commit(command)).rejects.toThrowError(
      expect.objectContaining({ declaration: expect.objectContaining({ code: "word.taken" }) }),
    );
  });

  it("is asked for three times, not for ever", async () => {
    const { idempotency, take } = await words();
    await commit([take("a")]);
    let asked = 0;
    const again = async () => {
      asked += 1;
      return [take("a")];
    };
    const command = { parts: [take("a")], once: undefined, answer: answerOf("a"), again };
    await expect(idempotency.commit(command)).rejects.toThrowError("The word is taken.");
    expect(asked).toBe(3);
  });
});

describe("the stored record", () => {
  it("holds the answer, the request's hash, when it ends, and the same for TTL in epoch seconds", async () => {
    const { table, idempotency, take } = await words();
    await idempotency.commit({ parts: [take("a")], once: once("scope"), answer: answerOf("a") });
    const { key } = idempotency.read(once("scope"));
    const { Item } = await table.client.send(new GetItemCommand({ TableName: table.table, Key: key }));
    expect(Item).toMatchInlineSnapshot(`
      {
        "__edb_e__": {
          "S": "idempotency",
        },
        "__edb_v__": {
          "S": "1",
        },
        "body": {
          "S": "{"id":"a"}",
        },
        "expiresAt": {
          "S": "2026-12-23T09:30:00.000Z",
        },
        "hash": {
          "S": "hash",
        },
        "headers": {
          "M": {
            "content-type": {
              "S": "application/json",
            },
            "location": {
              "S": "/v1/words/a",
            },
          },
        },
        "pk": {
          "S": "$words#scope_scope",
        },
        "scope": {
          "S": "scope",
        },
        "sk": {
          "S": "$idempotency_1",
        },
        "status": {
          "N": "201",
        },
        "ttl": {
          "N": "1798018200",
        },
      }
    `);
  });
});
