import { TransactionConflictException } from "@aws-sdk/client-dynamodb";
import { defineRefusal } from "@millrace/kernel/errors";
import { Busy } from "@millrace/kernel/refusals";
import { Entity } from "electrodb";
import { describe, expect, it } from "vitest";
import { canceled, failTransactions, failWrites, intercept } from "../../../test/support/intercept.ts";
import { noted } from "../../../test/support/noted-pause.ts";
import { freshTable } from "../../../test/support/table.ts";
import { batchGet, readOf } from "./batch-get.ts";
import { primary, type Table } from "./table.ts";
import {
  commit,
  maxTransactItems,
  type Rejection,
  refusalOf,
  type TransactItem,
  transact,
  transactItem,
} from "./transact.ts";

const Taken = defineRefusal("conflict", "word.taken", "The word is taken.");
const Other = defineRefusal("conflict", "word.other", "Something else.");

function wordEntity(table: Table, service = "words") {
  return new Entity(
    {
      model: { service, entity: "word", version: "1" },
      attributes: { word: { type: "string", required: true }, by: { type: "string", required: true } },
      indexes: { byWord: primary({ partition: ["word"], sort: [] }) },
    },
    table,
  );
}

async function words() {
  const table = await freshTable();
  const entity = wordEntity(table);
  const take = (word: string, by = "me", refuse: TransactItem["refuse"] = () => Taken()): TransactItem =>
    transactItem(entity, (writes) => writes.create({ word, by }), refuse);
  const takenBy = async (word: string) => (await batchGet(table, [readOf<{ by: string }>(entity, { word })]))[0]?.by;
  return { table, entity, take, takenBy };
}

describe("transact", () => {
  it("writes all parts", async () => {
    const { take, takenBy } = await words();
    expect(await transact([take("a"), take("b")])).toEqual([]);
    expect([await takenBy("a"), await takenBy("b")]).toEqual(["me", "me"]);
  });

  it("writes none when a condition fails, and answers each failed part in the order given", async () => {
    const { take, takenBy } = await words();
    await commit([take("b", "first"), take("d", "second")]);
    const parts = ["a", "b", "c", "d"].map((word) => take(word, "late"));
    const rejections = await transact(parts);
    expect(rejections.map(({ item }) => item)).toEqual([parts[1], parts[3]]);
    expect(await takenBy("a")).toBeUndefined();
    expect(await takenBy("b")).toBe("first");
  });

  it("hands the stored item to each refused part", async () => {
    const { take, entity } = await words();
    await commit([take("a", "first")]);
    const missing = transactItem(
      entity,
      (writes) => writes.patch({ word: "b" }).set({ by: "late" }),
      () => Other(),
    );
    const rejections = await transact([take("a", "late"), missing]);
    expect(rejections.map(({ stored }) => stored)).toEqual([{ word: "a", by: "first" }, undefined]);
  });

  it("tells entities of one name apart by their service", async () => {
    const { table, take } = await words();
    const theirs = wordEntity(table, "others");
    const takeTheirs = (by: string): TransactItem =>
      transactItem(
        theirs,
        (writes) => writes.create({ word: "a", by }),
        () => Other(),
      );
    await commit([take("a", "first"), takeTheirs("second")]);
    const rejections = await transact([takeTheirs("late"), take("a", "late")]);
    expect(rejections.map(({ stored }) => stored)).toEqual([
      { word: "a", by: "second" },
      { word: "a", by: "first" },
    ]);
  });

  it.each(["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])(
    "tries again after %s, with a pause before each further attempt",
    async (code) => {
      const { table, take, takenBy } = await words();
      const { pauses, pause, isPausing } = noted();
      const { sent } = failTransactions(table, [canceled(code, "None"), canceled("None", code)]);
      intercept(table, ({ forward }) => {
        expect(isPausing()).toBe(false);
        return forward();
      });
      expect(await transact([take("a"), take("b")], pause)).toEqual([]);
      expect(await takenBy("a")).toBe("me");
      expect([sent(), pauses]).toEqual([3, [0, 1]]);
    },
  );

  it("tells of a conflict at contended items alone, at once, and waits where anything else was met", async () => {
    const { table, take } = await words();
    const { sent } = failTransactions(table, [
      canceled("TransactionConflict", "TransactionConflict"),
      canceled("None", "TransactionConflict"),
    ]);
    const { pauses, pause } = noted();
    const contended = { ...take("b"), contended: true };
    const rejections = await transact([take("a"), contended], pause);
    expect(rejections).toEqual([{ item: contended, stored: undefined, conflict: true }]);
    expect([sent(), pauses]).toEqual([2, [0]]);
    expect(refusalOf(rejections).declaration.code).toBe(Busy.code);
  });

  it("gives up as Busy after nine attempts, with no pause after the last", async () => {
    const { table, take, takenBy } = await words();
    const { sent } = failTransactions(table, Array(9).fill(canceled("TransactionConflict")));
    const { pauses, pause } = noted();
    await expect(transact([take("a"), take("b")], pause)).rejects.toMatchObject({ declaration: { code: Busy.code } });
    expect([sent(), pauses]).toEqual([9, [0, 1, 2, 3, 4, 5, 6, 7]]);
    expect(await takenBy("a")).toBeUndefined();
  });

  it("succeeds at the ninth attempt", async () => {
    const { table, take, takenBy } = await words();
    failTransactions(table, Array(8).fill(canceled("TransactionConflict")));
    expect(await transact([take("a"), take("b")], noted().pause)).toEqual([]);
    expect(await takenBy("a")).toBe("me");
  });

  it.each([
    [["ConditionalCheckFailed", "TransactionConflict"]],
    [["TransactionConflict", "ConditionalCheckFailed"]],
    [["ConditionalCheckFailed", "ThrottlingError"]],
  ])("lets a conflict win over a failed condition: %j is tried again", async (codes) => {
    const { table, take, takenBy } = await words();
    const { sent } = failTransactions(table, [canceled(...codes)]);
    expect(await transact([take("a"), take("b")], noted().pause)).toEqual([]);
    expect([sent(), await takenBy("b")]).toEqual([2, "me"]);
  });

  it.each([
    [["ItemCollectionSizeLimitExceeded", "None"], "ItemCollectionSizeLimitExceeded"],
    [["ValidationError", "ConditionalCheckFailed"], "ValidationError"],
    [["ConditionalCheckFailed", "SomethingNew"], "SomethingNew"],
    [["None", "None"], "no reason given"],
  ])("throws the cancellation %j as an outage, at once", async (codes, told) => {
    const { table, take } = await words();
    const { sent } = failTransactions(table, [canceled(...codes)]);
    const { pauses, pause } = noted();
    const outcome = transact([take("a"), take("b")], pause);
    await expect(outcome).rejects.toThrow(told);
    await expect(outcome).rejects.not.toHaveProperty("declaration");
    expect([sent(), pauses]).toEqual([1, []]);
  });

  it("throws an outage of the store as it is told, at once", async () => {
    const { table, take } = await words();
    const { sent } = failTransactions(table, [new Error("socket hang up")]);
    await expect(transact([take("a"), take("b")], noted().pause)).rejects.toThrow("socket hang up");
    expect(sent()).toBe(1);
  });

  it("takes up to 100 parts and refuses more before it sends any", async () => {
    const { table, take, takenBy } = await words();
    const { sent } = failTransactions(table, []);
    const parts = Array.from({ length: maxTransactItems + 1 }, (_, index) => take(`word-${index}`));
    await expect(transact(parts)).rejects.toThrow(RangeError);
    expect(sent()).toBe(0);
    expect(await transact(parts.slice(0, maxTransactItems))).toEqual([]);
    expect(await takenBy("word-99")).toBe("me");
  });

  it("lets exactly one of many take a word", async () => {
    const { take, takenBy } = await words();
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => ({ index, rejections: await transact([take("a", `${index}`)]) })),
    );
    const winners = outcomes.filter(({ rejections }) => rejections.length === 0);
    expect(winners.map(({ index }) => `${index}`)).toEqual([await takenBy("a")]);
  });
});

describe("transact of one item", () => {
  async function oneWord() {
    const { table, entity, take, takenBy } = await words();
    const commands: string[] = [];
    intercept(table, ({ command, forward }) => {
      commands.push(command);
      return forward();
    });
    const replace = (word: string, by: string): TransactItem =>
      transactItem(
        entity,
        (writes) => writes.patch({ word }).set({ by }),
        () => Other(),
      );
    return { table, take, takenBy, replace, commands };
  }

  it("is a write by itself, under the same condition", async () => {
    const { take, takenBy, replace, commands } = await oneWord();
    expect(await transact([take("a", "first")])).toEqual([]);
    expect(await transact([replace("a", "second")])).toEqual([]);
    const [late, missing] = [take("a", "late"), replace("b", "late")];
    expect(await transact([late])).toEqual([{ item: late, stored: { word: "a", by: "second" } }]);
    expect(await transact([missing])).toEqual([{ item: missing, stored: undefined }]);
    expect(commands).toEqual(["PutItemCommand", "UpdateItemCommand", "PutItemCommand", "UpdateItemCommand"]);
    expect([await takenBy("a"), await takenBy("b")]).toEqual(["second", undefined]);
  });

  const conflict = () =>
    new TransactionConflictException({ $metadata: {}, message: "Transaction is ongoing for the item" });

  it.each([1, 8])("tries again while a transaction has the item: %i times", async (times) => {
    const { table, take, takenBy } = await oneWord();
    failWrites(table, Array.from({ length: times }, conflict));
    const { pauses, pause } = noted();
    expect(await transact([take("a")], pause)).toEqual([]);
    expect([await takenBy("a"), pauses.length]).toEqual(["me", times]);
  });

  it("gives up as Busy after nine attempts", async () => {
    const { table, take, takenBy } = await oneWord();
    const { sent } = failWrites(table, Array.from({ length: 9 }, conflict));
    await expect(transact([take("a")], noted().pause)).rejects.toMatchObject({ declaration: { code: Busy.code } });
    expect([sent(), await takenBy("a")]).toEqual([9, undefined]);
  });

  it("throws any other failure as it is told, at once", async () => {
    const { table, take } = await oneWord();
    const { sent } = failWrites(table, [new Error("socket hang up")]);
    await expect(transact([take("a")], noted().pause)).rejects.toThrow("socket hang up");
    expect(sent()).toBe(1);
  });

  it("meets what it has written when the client sends it again for want of an answer", async () => {
    const { table, take } = await oneWord();
    intercept(table, async ({ forward }) => {
      await forward();
      return forward();
    });
    const [rejection] = await transact([take("a", "first")]);
    expect(rejection?.stored).toEqual({ word: "a", by: "first" });
  });
});

describe("commit", () => {
  it("throws what the failed condition means, told by the stored item", async () => {
    const { take, takenBy } = await words();
    await commit([take("a", "first")]);
    const late = take("a", "late", (stored) => Taken(`${stored?.["by"]} has it.`));
    await expect(commit([take("b"), late])).rejects.toThrow("first has it.");
    expect(await takenBy("b")).toBeUndefined();
  });
});

describe("refusalOf", () => {
  const rejectionOf = (refuse: TransactItem["refuse"], stored?: Rejection["stored"]): Rejection => ({
    item: { refuse } as TransactItem,
    stored,
  });
  const short = (field: string) => rejectionOf(() => Taken("Taken.", { errors: [{ field, reason: "is taken" }] }));

  it("is that of the first rejection", () => {
    expect(refusalOf([rejectionOf(() => Taken("first")), rejectionOf(() => Other("second"))]).message).toBe("first");
  });

  it("names the fields of all rejections with its code, and of no other", () => {
    const other = rejectionOf(() => Other("Other.", { errors: [{ field: "x", reason: "is other" }] }));
    const refusal = refusalOf([short("a"), other, short("b")]);
    expect(refusal.declaration.code).toBe(Taken.code);
    expect(refusal.details).toEqual({
      errors: [
        { field: "a", reason: "is taken" },
        { field: "b", reason: "is taken" },
      ],
    });
  });

  it("keeps what else the first one tells, and adds no list of fields where none is named", () => {
    const members = { orderId: "ord_1" };
    expect(refusalOf([rejectionOf(() => Taken("Taken.", { members })), short("b")]).details).toEqual({
      members,
      errors: [{ field: "b", reason: "is taken" }],
    });
    expect(refusalOf([rejectionOf(() => Taken())]).details).toEqual({});
  });

  it("sees the stored item", () => {
    const refusal = refusalOf([rejectionOf((stored) => Taken(`${stored?.["by"]}`), { by: "first" })]);
    expect(refusal.message).toBe("first");
  });

  it("throws where nothing was rejected", () => {
    expect(() => refusalOf([])).toThrow(RangeError);
  });
});
