import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Once, WrittenAnswer } from "@millrace/contracts/define-route";
import { epochSeconds, isoTime, secondsAfter } from "@millrace/kernel/clock";
import { IdempotencyKeyReused } from "@millrace/kernel/refusals";
import { Entity } from "electrodb";
import { batchGet, readOf } from "./batch-get.ts";
import { primary, type Table } from "./table.ts";
import { type TransactItem, transactItem } from "./transact.ts";

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
        // Compressed, because it is by far the largest part, and nobody but the sender of the key ever reads it.
        body: { type: "string", required: true },
        expiresAt: { type: "string", required: true },
        ttl: { type: "number", required: true },
      },
      indexes: { byScope: primary({ partition: ["scope"], sort: [] }) },
    },
    table,
  );
}

/** What was answered when the key was first used, its body compressed (deflate, RFC 1951) and in Base64. */
type IdempotencyRecord = WrittenAnswer & {
  readonly hash: string;
  readonly expiresAt: string;
};

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
    return {
      status,
      headers: { ...headers, "idempotency-replayed": "true" },
      body: inflateRawSync(Buffer.from(body, "base64")).toString(),
    };
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
      body: deflateRawSync(answer.body).toString("base64"),
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
