import { inflateRawSync } from "node:zlib";
import { defineEvent, fact } from "@millrace/contracts/define-event";
import type { Answer, Once, WrittenAnswer } from "@millrace/contracts/define-route";
import { defineRefusal } from "@millrace/kernel/errors";
import { Busy, IdempotencyKeyReused, VersionMismatch } from "@millrace/kernel/refusals";
import { Entity } from "electrodb";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { canceled, intercept } from "../../../test/support/intercept.ts";
import { freshTable } from "../../../test/support/table.ts";
import { batchGet, readOf } from "./batch-get.ts";
import { commandsOf } from "./commands.ts";
import { journalOf } from "./journal.ts";
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

const WordTaken = defineEvent({
  service: "words",
  aggregate: "word",
  name: "word.taken",
  version: 1,
  data: z.strictObject({ word: z.string() }),
  example: { word: "a" },
});
const origin = { actor: "me", correlationId: "story-1", causationId: "request-1", causationDepth: 0 };

async function words() {
  const table = await freshTable();
  const clock = { now: start };
  const { write, replay } = commandsOf("words", table);
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
  const command = (once: Once | undefined) => ({ at: new Date(clock.now), origin, once });
  /** Takes a word under a key, without a fact. */
  const takeOnce = (word: string, once: Once | undefined, ...more: readonly TransactItem[]) =>
    write(command(once), [], [take(word), ...more], answerOf(word));
  const replayNow = (once: Once | undefined) => replay(once, new Date(clock.now));
  return { table, clock, write, replay: replayNow, command, take, takeOnce, taken };
}

function isReplayed({ headers }: Answer | WrittenAnswer): boolean {
  return headers?.["idempotency-replayed"] === "true";
}

describe("write", () => {
  it("commits the fact beside the items, told by whom and when the command says", async () => {
    const { table, write, command, take, taken } = await words();
    await write(command(undefined), fact(WordTaken, "a", 1, { word: "a" }), [take("a")]);
    expect(await taken("a")).toEqual(["a"]);
    expect(await journalOf("words", "word", table).list("a", 0, 10)).toMatchObject([
      { eventId: "a.1", type: "word.taken", occurredAt: "2026-11-23T09:30:00.000Z", ...origin, data: { word: "a" } },
    ]);
  });

  it("writes nothing when the fact's number is taken, whatever else was refused", async () => {
    const { write, command, take, taken } = await words();
    const told = fact(WordTaken, "a", 1, { word: "a" });
    await write(command(undefined), told, [take("a")]);
    await expect(write(command(undefined), told, [take("b")])).rejects.toMatchObject({
      declaration: { code: Busy.code },
    });
    await expect(write({ ...command(undefined), ifMatch: 0 }, told, [take("a")])).rejects.toMatchObject({
      declaration: { code: VersionMismatch.code },
    });
    expect(await taken("a", "b")).toEqual(["a"]);
  });

  it("tells several facts of several aggregates at once", async () => {
    const { table, write, command, take } = await words();
    const facts = ["a", "b"].map((word) => fact(WordTaken, word, 1, { word }));
    await write(command(undefined), facts, [take("a"), take("b")]);
    const journal = journalOf("words", "word", table);
    expect([await journal.list("a", 0, 10), await journal.list("b", 0, 10)]).toMatchObject([
      [{ eventId: "a.1" }],
      [{ eventId: "b.1" }],
    ]);
  });

  it("answers nothing where nobody asked", async () => {
    const { write, command, take } = await words();
    expect(await write(command(undefined), [], [take("a")])).toBeUndefined();
  });

  it("gives ten identical requests at once one effect and ten equal answers, nine of them replayed", async () => {
    const { takeOnce, taken } = await words();
    const ids = Array.from({ length: 10 }, (_, index) => `word-${index}`);
    // As at checkout, every attempt has made an id of its own: nothing but the record can tell them apart.
    const answers = await Promise.all(ids.map((id) => takeOnce(id, once("scope"))));
    const bodies = new Set(answers.map(({ body }) => body));
    expect([...bodies]).toEqual((await taken(...ids)).map((id) => JSON.stringify({ id })));
    expect(bodies.size).toBe(1);
    expect(answers.filter(isReplayed)).toHaveLength(9);
    expect(new Set(answers.map(({ status, headers }) => `${status} ${headers?.["location"]}`)).size).toBe(1);
  });

  it("replays before any other reason why the write can no longer happen", async () => {
    const { write, command, take } = await words();
    const told = fact(WordTaken, "a", 1, { word: "a" });
    const again = () => write(command(once("scope")), told, [take("a")], answerOf("a"));
    const first = await again();
    expect(first).toEqual({
      status: 201,
      headers: { "content-type": "application/json", location: "/v1/words/a" },
      body: '{"id":"a"}',
    });
    expect(await again()).toEqual({ ...first, headers: { ...first.headers, "idempotency-replayed": "true" } });
  });

  it("refuses another request under the same key, and writes nothing of it", async () => {
    const { takeOnce, taken } = await words();
    await takeOnce("a", once("scope"));
    for (const word of ["a", "b"]) {
      await expect(takeOnce(word, once("scope", "other"))).rejects.toMatchObject({
        declaration: { code: IdempotencyKeyReused.code, kind: "unprocessable" },
      });
    }
    expect(await taken("b")).toEqual([]);
  });

  it("keeps scopes and services apart", async () => {
    const { table, takeOnce, command, take } = await words();
    const others = commandsOf("others", table);
    await takeOnce("a", once("scope"));
    expect(isReplayed(await takeOnce("b", once("SCOPE")))).toBe(false);
    expect(isReplayed(await others.write(command(once("scope")), [], [take("c")], answerOf("c")))).toBe(false);
  });

  it("does not remember a refusal: the same key may be tried again", async () => {
    const { takeOnce, take, taken } = await words();
    await commit([take("a")]);
    await expect(takeOnce("b", once("scope"), take("a"))).rejects.toMatchObject({ declaration: { code: Taken.code } });
    expect([isReplayed(await takeOnce("b", once("scope"))), await taken("b")]).toEqual([false, ["b"]]);
  });

  it("writes and answers without a key as often as it is asked, and stores no record", async () => {
    const { table, write, command, take } = await words();
    const commands: string[] = [];
    intercept(table, ({ command, forward }) => {
      commands.push(command);
      return forward();
    });
    const answer = answerOf("a");
    expect(await write(command(undefined), [], [take("a")], answer)).toBe(answer);
    await expect(write(command(undefined), [], [take("a")], answer)).rejects.toMatchObject({
      declaration: { code: Taken.code },
    });
    expect(commands).toEqual(["PutItemCommand", "PutItemCommand"]);
  });

  it("replays after a crash between commit and answer", async () => {
    const { table, takeOnce, taken } = await words();
    let crashes = 1;
    intercept(table, async ({ forward }) => {
      const output = await forward();
      crashes -= 1;
      if (crashes >= 0) throw new Error("socket hang up");
      return output;
    });
    await expect(takeOnce("a", once("scope"))).rejects.toThrow("socket hang up");
    const retried = await takeOnce("b", once("scope"));
    expect([isReplayed(retried), retried.body]).toEqual([true, '{"id":"a"}']);
    expect(await taken("a", "b")).toEqual(["a"]);
  });

  it("replays when the twin of this request was the one that it met in conflict", async () => {
    const { table, takeOnce } = await words();
    let met = false;
    intercept(table, async ({ forward }) => {
      if (met) return forward();
      met = true;
      await forward();
      throw canceled("TransactionConflict", "ConditionalCheckFailed");
    });
    expect(isReplayed(await takeOnce("a", once("scope")))).toBe(true);
  });

  it("throws an outage", async () => {
    const { table, takeOnce } = await words();
    intercept(table, () => Promise.reject(new Error("socket hang up")));
    await expect(takeOnce("a", once("scope"))).rejects.toThrow("socket hang up");
  });
});

describe("an expired record", () => {
  const committed = async () => {
    const context = await words();
    await context.takeOnce("a", once("scope"));
    return context;
  };

  it("holds up to its last millisecond, for replay and write alike", async () => {
    const { clock, replay, takeOnce } = await committed();
    clock.now = start + thirtyDays;
    expect(await replay(once("scope"))).toMatchObject({ status: 201 });
    expect(isReplayed(await takeOnce("b", once("scope")))).toBe(true);
    await expect(replay(once("scope", "other"))).rejects.toMatchObject({
      declaration: { code: IdempotencyKeyReused.code },
    });
  });

  it("gives way although TTL has not deleted it, and the new one holds for as long", async () => {
    const { clock, replay, takeOnce, taken } = await committed();
    clock.now = start + thirtyDays + 1;
    expect(await replay(once("scope"))).toBeUndefined();
    expect(await replay(once("scope", "other"))).toBeUndefined();
    expect(isReplayed(await takeOnce("b", once("scope", "other")))).toBe(false);
    expect(await taken("b")).toEqual(["b"]);
    clock.now += thirtyDays;
    expect(isReplayed(await takeOnce("b", once("scope", "other")))).toBe(true);
  });

  it("is judged at the command's own time: expiring meanwhile, it is still replayed", async () => {
    const { table, clock, takeOnce } = await committed();
    clock.now = start + thirtyDays;
    intercept(table, ({ forward }) => {
      clock.now += 1;
      return forward();
    });
    const late = await takeOnce("b", once("scope"));
    expect([isReplayed(late), late.body]).toEqual([true, '{"id":"a"}']);
  });
});

describe("replay", () => {
  it("has nothing to say without a key or for a new one", async () => {
    const { replay } = await words();
    expect(await replay(undefined)).toBeUndefined();
    expect(await replay(once("scope"))).toBeUndefined();
  });

  it("gives the first answer byte for byte, or refuses another request", async () => {
    const { replay, takeOnce } = await words();
    const first = await takeOnce("a", once("scope"));
    expect(await replay(once("scope"))).toEqual({
      ...first,
      headers: { ...first.headers, "idempotency-replayed": "true" },
    });
    await expect(replay(once("scope", "other"))).rejects.toMatchObject({
      declaration: { code: IdempotencyKeyReused.code },
    });
  });
});

describe("another way to the same answer", () => {
  it("is written when the first one's conditions fail, under one record and with the same fact", async () => {
    const { table, write, command, take, taken } = await words();
    await commit([take("a")]);
    const failed: string[] = [];
    const other = async (rejections: readonly Rejection[]) => {
      failed.push(...rejections.map(({ stored }) => String(stored?.["word"])));
      return [take("b")];
    };
    const told = fact(WordTaken, "x", 1, { word: "x" });
    const again = () => write(command(once("scope")), told, [take("a")], answerOf("x"), { otherWay: other });
    expect(await again()).toMatchObject({ status: 201 });
    expect(failed).toEqual(["a"]);
    expect(await taken("a", "b")).toEqual(["a", "b"]);
    expect(await journalOf("words", "word", table).list("x", 0, 10)).toHaveLength(1);
    expect(isReplayed(await again())).toBe(true);
    expect(failed).toHaveLength(1);
  });

  it("is refused like the first where there is none", async () => {
    const { write, command, take } = await words();
    await commit([take("a")]);
    const none = async () => undefined;
    await expect(write(command(undefined), [], [take("a")], answerOf("a"), { otherWay: none })).rejects.toMatchObject({
      declaration: { code: Taken.code },
    });
  });

  it("is asked for three times, not for ever", async () => {
    const { write, command, take } = await words();
    await commit([take("a")]);
    let asked = 0;
    const other = async () => {
      asked += 1;
      return [take("a")];
    };
    await expect(write(command(undefined), [], [take("a")], answerOf("a"), { otherWay: other })).rejects.toThrow(
      "The word is taken.",
    );
    expect(asked).toBe(3);
  });
});

describe("what was done before the write", () => {
  const undoing = async () => {
    const context = await words();
    let undone = 0;
    const undo = async () => {
      undone += 1;
    };
    const write = (word: string, key: Once | undefined = undefined) =>
      context.write(context.command(key), [], [context.take(word)], answerOf(word), { undo });
    return { ...context, writeUndoing: write, undone: () => undone };
  };

  it("stays where the write came through, and is undone where it was refused", async () => {
    const { writeUndoing, undone } = await undoing();
    await writeUndoing("a");
    expect(undone()).toBe(0);
    await expect(writeUndoing("a")).rejects.toMatchObject({ declaration: { code: Taken.code } });
    expect(undone()).toBe(1);
  });

  it("is undone where the first answer is replayed", async () => {
    const { writeUndoing, undone } = await undoing();
    await writeUndoing("a", once("scope"));
    expect(isReplayed(await writeUndoing("b", once("scope")))).toBe(true);
    expect(undone()).toBe(1);
  });

  it("stays after an outage, when nobody knows what was written", async () => {
    const { table, writeUndoing, undone } = await undoing();
    intercept(table, () => Promise.reject(new Error("socket hang up")));
    await expect(writeUndoing("a")).rejects.toThrow("socket hang up");
    expect(undone()).toBe(0);
  });
});

describe("the stored record", () => {
  it("holds the answer, the request's hash, when it ends, and the same for TTL in epoch seconds", async () => {
    const { table, takeOnce } = await words();
    await takeOnce("a", once("scope"));
    const Key = { pk: { S: "$words#scope_scope" }, sk: { S: "$idempotency_1" } };
    const { Item } = await table.client.send("GetItem", { TableName: table.table, Key });
    const body = inflateRawSync(Buffer.from(Item?.["body"]?.S ?? "", "base64")).toString();
    expect({ ...Item, body: { S: body } }).toMatchInlineSnapshot(`
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
