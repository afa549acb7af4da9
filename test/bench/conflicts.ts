import { setTimeout as pause } from "node:timers/promises";
import { createRandom } from "../../infra/local/random.ts";
import { type Intercept, jsonAnswer } from "../support/sdk-calls.ts";

type Item = Readonly<Record<string, { readonly S?: string }>>;
type Action = { readonly Key?: Item; readonly Item?: Item };
type Transaction = { readonly TransactItems: readonly Readonly<Record<string, Action>>[] };

/** What a model tells the time by, in milliseconds: the machine's own, or a simulated one. */
export type Clock = {
  now(): number;
  pause(milliseconds: number): Promise<unknown>;
};

const machineClock: Clock = { now: () => performance.now(), pause };

/** A name for the item that an action touches; of a put the whole item is given. */
function nameOf({ Key, Item = {} }: Action): string {
  const { pk, sk } = Key ?? Item;
  return `${pk?.S} ${sk?.S}`;
}

/** The items that a transaction touches, one name for each of its actions, checks included. */
export function keysOf(body: string): readonly string[] {
  const { TransactItems } = JSON.parse(body) as Transaction;
  return TransactItems.flatMap((actions) => Object.values(actions)).map(nameOf);
}

const singleWrites = new Set(["PutItem", "UpdateItem", "DeleteItem"]);

/** Whether an operation writes one item without a transaction. */
export function isSingleWrite(operation: string): boolean {
  return singleWrites.has(operation);
}

function refusal(type: string, message: string, more: object = {}) {
  return jsonAnswer({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message, ...more }, 400);
}

/**
 * DynamoDB's answer to a transaction that met another writer at these of its actions (API reference, TransactWriteItems,
 * "Errors").
 */
export function conflictAt(actions: readonly boolean[]) {
  const reasons = actions.map((met) =>
    met ? { Code: "TransactionConflict", Message: "Transaction is ongoing for the item" } : { Code: "None" },
  );
  const codes = reasons.map(({ Code }) => Code).join(", ");
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return refusal("TransactionCanceledException", message, { CancellationReasons: reasons });
}

/** Another writer at every item of a transaction, as often as the probability says. */
export function conflictsAtRandom(probability: number, seed: number): Intercept {
  const random = createRandom(seed);
  return async ({ operation, body }) =>
    operation === "TransactWriteItems" && random() < probability ? conflictAt(keysOf(body).map(() => true)) : undefined;
}

/** A partition takes 1,000 write units a second (Developer Guide, "Partition key design"); a small single write is one. */
export const millisecondsOfWrite = 1;
/** What a partition has not used it may take at once; beyond one second's worth it throttles. */
const burstMilliseconds = 1_000;

/**
 * Conflicts as DynamoDB has them and DynamoDB Local has not (Developer Guide, "Transaction conflict handling";
 * API reference, TransactWriteItems):
 *
 * - a transaction that touches an item which another transaction or a single write has in flight is canceled;
 * - a `PutItem`, `UpdateItem` or `DeleteItem` of an item which a transaction has in flight is refused with
 *   `TransactionConflictException`, whether or not it has a condition; the SDK does not try it again;
 * - single writes of one item never conflict: the item takes them one after the other, 1,000 a second, and throttles
 *   whoever would wait longer than a second;
 * - whatever touches other items passes, and so does every read: none here is a `TransactGetItems`, the only one that
 *   conflicts.
 *
 * An item stands for its partition; what transactions use of the partition's units is left out, because the conflicts
 * slow them down far sooner. Each transaction is in flight from its arrival on for as long as is said, and takes effect
 * at the end of it, however long DynamoDB Local then takes: what this machine is slow at must not count as conflicts.
 */
export function conflictsInFlight(milliseconds: number, clock: Clock = machineClock): Intercept {
  const transactions = new Map<string, number>();
  const writes = new Map<string, number>();

  const transact = async (keys: readonly string[], now: number) => {
    const met = keys.map((key) => [transactions, writes].some((until) => (until.get(key) ?? now) > now));
    if (met.includes(true)) return conflictAt(met);
    for (const key of keys) transactions.set(key, now + milliseconds);
    await clock.pause(milliseconds);
    return undefined;
  };

  const write = async (key: string, now: number) => {
    if ((transactions.get(key) ?? now) > now) {
      return refusal("TransactionConflictException", "Transaction is ongoing for the item");
    }
    const turn = Math.max(now, writes.get(key) ?? now) + millisecondsOfWrite;
    if (turn - now > burstMilliseconds) {
      return refusal("ThrottlingException", "Throughput exceeds the current capacity of your table or index.");
    }
    writes.set(key, turn);
    await clock.pause(turn - now);
    return undefined;
  };

  return async ({ operation, body }) => {
    if (operation === "TransactWriteItems") return transact(keysOf(body), clock.now());
    if (isSingleWrite(operation)) return write(nameOf(JSON.parse(body) as Action), clock.now());
    return undefined;
  };
}
