import type { Answer, Once, WrittenAnswer } from "@millrace/contracts/define-route";
import { epochSeconds, isoTime, type Now, secondsAfter } from "@millrace/kernel/clock";
import { IdempotencyKeyReused } from "@millrace/kernel/refusals";
import { Entity } from "electrodb";
import { batchGet, type Read, readOf } from "./batch-get.ts";
import { primary, type Table } from "./table.ts";
import { type Rejection, refusalOf, type TransactItem, transact, transactItem } from "./transact.ts";

/** How long a key is kept. Judged by comparing `expiresAt`; TTL deletes some time later. */
const retentionSeconds = 30 * 24 * 60 * 60;

function recordEntity(service: string, table: Table) {
  return new Entity(
    {
      model: { service, entity: "idempotency", version: "1" },
      attributes: {
        scope: { type: "string", required: true },
        hash: { type: "string", required: true },
        status: { type: "number", required: true },
        headers: { type: "any", required: true },
        body: { type: "string", required: true },
        expiresAt: { type: "string", required: true },
        ttl: { type: "number", required: true },
      },
      indexes: { byScope: primary({ partition: ["scope"], sort: [] }) },
    },
    table,
  );
}

/** What was answered when the key was first used. */
export type IdempotencyRecord = WrittenAnswer & { readonly hash: string; readonly expiresAt: string };

/** The idempotency records of one service. The business transaction itself writes them, so none is ever half done. */
export function idempotencyRecordsOf(service: string, table: Table) {
  const entity = recordEntity(service, table);

  /**
   * The stored answer, marked as replayed; undefined when the key is new or its record has expired.
   *
   * @throws IdempotencyKeyReused for another request under the key
   */
  const judge = (once: Once, stored: unknown, at: Date): WrittenAnswer | undefined => {
    const record = stored as IdempotencyRecord | undefined;
    if (record === undefined || record.expiresAt < isoTime(at)) return undefined;
    if (record.hash !== once.hash) throw IdempotencyKeyReused();
    const { status, headers, body } = record;
    return { status, headers: { ...headers, "idempotency-replayed": "true" }, body };
  };

  /** Reads and judges in one step; undefined without a key. */
  const replay = async (once: Once | undefined, at: Date): Promise<WrittenAnswer | undefined> => {
    if (once === undefined) return undefined;
    const [record] = await batchGet(table, [readOf<IdempotencyRecord>(entity, { scope: once.scope })]);
    return judge(once, record, at);
  };

  /** The item that keeps an answer; its condition fails where the key has a record that has not expired. */
  const remember = (once: Once, answer: WrittenAnswer, at: Date): TransactItem => {
    const expiresAt = secondsAfter(at, retentionSeconds);
    const record = {
      scope: once.scope,
      hash: once.hash,
      ...answer,
      expiresAt: isoTime(expiresAt),
      ttl: epochSeconds(expiresAt),
    };
    return transactItem(
      entity,
      // A put, because an expired record that TTL has not yet deleted must give way.
      (writes) =>
        writes
          .put(record)
          .where(
            (stored, { notExists, lt }) => `${notExists(stored.expiresAt)} OR ${lt(stored.expiresAt, isoTime(at))}`,
          ),
      () => IdempotencyKeyReused(),
    );
  };

  return { replay, judge, remember };
}

export type Idempotency = {
  /** A read of the key's record, to go along with others. */
  read(once: Once): Read<IdempotencyRecord>;
  /** The stored answer, marked as replayed; undefined when the key is new. Another request under the key is refused. */
  judge(once: Once, record: IdempotencyRecord | undefined): WrittenAnswer | undefined;
  /** Reads and judges in one step; undefined without a key. */
  replay(once: Once | undefined): Promise<WrittenAnswer | undefined>;
  /** Writes the parts and, with a key, the record of this answer, all or none; gives the first answer to every sender. */
  commit(command: Command): Promise<Answer | WrittenAnswer>;
};

export type Command = {
  readonly parts: readonly TransactItem[];
  readonly once: Once | undefined;
  readonly answer: Answer;
  /**
   * What to write instead when conditions failed, for commands that can reach the same answer in another way; undefined
   * where they cannot. Asked three times at the most.
   */
  readonly again?: (rejections: readonly Rejection[]) => Promise<readonly TransactItem[] | undefined>;
};

const maxOtherWays = 3;

/** The idempotency records of one service. The business transaction itself writes them, so none is ever half done. */
export function idempotencyOf(service: string, table: Table, now: Now): Idempotency {
  const entity = recordEntity(service, table);

  const read = (once: Once): Read<IdempotencyRecord> => readOf(entity, { scope: once.scope });

  const judgeAt = (at: Date, once: Once, record: IdempotencyRecord | undefined): WrittenAnswer | undefined => {
    if (record === undefined || record.expiresAt < isoTime(at)) return undefined;
    if (record.hash !== once.hash) throw IdempotencyKeyReused();
    const { status, headers, body } = record;
    return { status, headers: { ...headers, "idempotency-replayed": "true" }, body };
  };

  const judge: Idempotency["judge"] = (once, record) => judgeAt(now(), once, record);

  const remember = (at: Date, once: Once, answer: WrittenAnswer): TransactItem => {
    const expiresAt = secondsAfter(at, retentionSeconds);
    const record = {
      scope: once.scope,
      hash: once.hash,
      ...answer,
      expiresAt: isoTime(expiresAt),
      ttl: epochSeconds(expiresAt),
    };
    return transactItem(
      entity,
      // A put, because an expired record that TTL has not yet deleted must give way.
      (writes) =>
        writes
          .put(record)
          .where(
            (stored, { notExists, lt }) => `${notExists(stored.expiresAt)} OR ${lt(stored.expiresAt, isoTime(at))}`,
          ),
      () => IdempotencyKeyReused(),
    );
  };

  return {
    read,
    judge,
    async replay(once) {
      if (once === undefined) return undefined;
      const [record] = await batchGet(table, [read(once)]);
      return judge(once, record);
    },
    async commit({ parts, once, answer, again }) {
      // One time for the condition and for the judgment of what met it: a record cannot be both alive and expired.
      const at = now();
      const written = once?.write(answer);
      const own = once && written ? remember(at, once, written) : undefined;
      // The record comes first: a repeated request is replayed whatever else no longer holds.
      let way = parts;
      for (let others = 0; ; others += 1) {
        const rejections = await transact(own ? [own, ...way] : way);
        if (rejections.length === 0) return written ?? answer;
        const repeated = rejections.find(({ item }) => item === own);
        if (once && repeated) {
          const first = judgeAt(at, once, repeated.stored as IdempotencyRecord | undefined);
          if (first !== undefined) return first;
        }
        const other = others < maxOtherWays ? await again?.(rejections) : undefined;
        if (other === undefined) throw refusalOf(rejections);
        way = other;
      }
    },
  };
}
