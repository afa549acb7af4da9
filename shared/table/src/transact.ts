import type { Refusal } from "@millrace/kernel/errors";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { Busy, VersionMismatch } from "@millrace/kernel/refusals";
import { type CreateEntityItem, createWriteTransaction } from "electrodb";
import { jittered, type Pause } from "./pause.ts";
import type { AnyEntity } from "./table.ts";

/** An entity as it writes inside a transaction. */
type Writes<E extends AnyEntity> = Parameters<
  // biome-ignore lint/suspicious/noExplicitAny: ElectroDB's own bounds; only the entity's type matters here.
  Parameters<typeof createWriteTransaction<{ it: E }, any, any[]>>[1]
>[0]["it"];

type WriteItem = ReturnType<Parameters<typeof createWriteTransaction>[1]>[number];

/** How a write that stands alone ended; `data` is what is stored where its condition failed. */
type Written = { readonly rejected: boolean; readonly data: Readonly<Record<string, unknown>> | null };

/** An action before it is known whether it goes into a transaction or stands alone. */
type Chain = {
  commit(options: { readonly response: "all_old" }): WriteItem;
  go(options: {
    readonly response: "none";
    readonly returnOnConditionCheckFailure: "all_old";
    readonly params: object | undefined;
  }): Promise<Written>;
};

/** One action of a transaction, with what its failed condition means. */
export type TransactItem = {
  readonly entity: AnyEntity;
  readonly action: WriteItem;
  /** Writes it by itself, as the same action with the same condition. */
  readonly writeAlone: () => Promise<Written>;
  /** Says what a failed condition means, seeing the stored item (undefined when there is none). */
  readonly refuse: (stored: Readonly<Record<string, unknown>> | undefined) => Refusal;
  /**
   * Many write to it at once, and whoever writes it has another way: a conflict at it, and at nothing else, is told and
   * not tried again.
   */
  readonly contended?: boolean;
};

/** What of an action names attributes and values, by placeholders. */
type Expressed = {
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>>;
};

/** The placeholders of a kind, each with a short one in its place. */
function shortFor(mark: "#" | ":", placeholders: object = {}): readonly (readonly [long: string, short: string])[] {
  return Object.keys(placeholders).map((long, index) => [long, `${mark}${index.toString(36)}`]);
}

/**
 * The same action in fewer bytes. DynamoDB takes 4,096 of an expression, and ElectroDB's placeholders are as long as what
 * they stand for: a write to 20 places whose names a shop chose would not fit.
 */
function shortened(action: WriteItem): WriteItem {
  const short = Object.entries(action as Readonly<Record<string, Expressed>>).map(([operation, written]) => {
    const { ExpressionAttributeNames: names, ExpressionAttributeValues: values, ...rest } = written;
    const shorts = new Map([...shortFor("#", names), ...shortFor(":", values)]);
    const renamed = (given?: object) =>
      given && Object.fromEntries(Object.entries(given).map(([long, value]) => [shorts.get(long), value]));
    const rewritten = (expression?: string) =>
      expression?.replace(/[#:]\w+/g, (placeholder) => shorts.get(placeholder) ?? placeholder);
    const expressed = {
      UpdateExpression: rewritten(rest.UpdateExpression),
      ConditionExpression: rewritten(rest.ConditionExpression),
      ExpressionAttributeNames: renamed(names),
      ExpressionAttributeValues: renamed(values),
    };
    return [operation, { ...rest, ...omitUndefined(expressed) }];
  });
  // Spread, because ElectroDB marks the action as its own by a symbol.
  return { ...action, ...Object.fromEntries(short) };
}

/**
 * Makes a transact item: `transactItem(entity, (writes) => writes.create({ … }), (stored) => SkuTaken())`. Only
 * `create` and `patch` guard themselves; ElectroDB's `put` and `update` write over or make what was not there.
 *
 * @param refuse what a failed condition means; `VersionMismatch` where nothing else is said
 */
export function transactItem<E extends AnyEntity>(
  entity: E,
  action: (writes: Writes<E>) => Pick<Chain, "commit">,
  refuse: TransactItem["refuse"] = () => VersionMismatch(),
): TransactItem {
  // ElectroDB gives a transaction the entity itself and only types it apart.
  const chain = () => action(entity as never) as Chain;
  const committed = shortened(chain().commit({ response: "all_old" }));
  return {
    entity,
    action: committed,
    writeAlone: () => {
      const [params] = Object.values(committed);
      return chain().go({ response: "none", returnOnConditionCheckFailure: "all_old", params });
    },
    refuse,
  };
}

/** An item whose condition failed, with what is stored in its place; or a contended one that met another writer. */
export type Rejection = {
  readonly item: TransactItem;
  readonly stored: Readonly<Record<string, unknown>> | undefined;
  /** Says nothing about what is stored: another writer was at it. */
  readonly conflict?: true;
};

/** DynamoDB's limit on the actions of one TransactWriteItems. */
export const maxTransactItems = 100;

/**
 * 1.2 s of pauses at the most: with what comes before, a caller waits no longer than two seconds for its turn. What
 * DynamoDB does not take at all, the client itself tries again, a few times.
 */
const maxAttempts = 9;
const backOff = jittered({ firstMilliseconds: 15, longestMilliseconds: 250 });

/** Reasons that say nothing about the data: another writer was quicker, or DynamoDB was busy. */
const passing = new Set(["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"]);

type Reason = { readonly code: string; readonly item: Readonly<Record<string, unknown>> | null };

function isConflict(error: unknown): boolean {
  // ElectroDB's error has DynamoDB's as its cause.
  return error instanceof Error && Object(error.cause).name === "TransactionConflictException";
}

/** The reason why a write that stands alone was not made; undefined when it was. */
async function reasonOf({ writeAlone }: TransactItem): Promise<Reason | undefined> {
  try {
    const { rejected, data } = await writeAlone();
    return rejected ? { code: "ConditionalCheckFailed", item: data } : undefined;
  } catch (error) {
    if (!isConflict(error)) throw error;
    return { code: "TransactionConflict", item: null };
  }
}

async function reasonsOf(items: readonly TransactItem[]): Promise<readonly Reason[] | undefined> {
  const [only, ...others] = items;
  if (only !== undefined && others.length === 0) {
    const reason = await reasonOf(only);
    return reason && [reason];
  }
  const entities = Object.fromEntries(
    items.map(({ entity }) => [`${entity.schema.model.service}/${entity.schema.model.entity}`, entity]),
  );
  const result = await createWriteTransaction(entities, () => items.map(({ action }) => action)).go();
  if (!result.canceled) return undefined;
  return result.data;
}

/** The contended items that were met, where nothing else stood in the way. */
function conflictsOf(items: readonly TransactItem[], reasons: readonly Reason[]): readonly Rejection[] {
  const met = items.flatMap((item, index) => {
    const code = reasons[index]?.code ?? "None";
    return code === "None" ? [] : [{ item, code }];
  });
  const isAll = met.every(({ item, code }) => item.contended === true && code === "TransactionConflict");
  return isAll ? met.map(({ item }) => ({ item, stored: undefined, conflict: true })) : [];
}

/**
 * Writes all items or none, in one TransactWriteItems; one item by itself, which costs half as much. Answers the items
 * whose conditions failed, in the order given; none means written. Conflicts and throttles are retried with jitter, then
 * thrown as `Busy`, but for conflicts at contended items alone, which are answered; any other cancellation is an outage
 * and thrown.
 *
 * A conflict anywhere wins over a failed condition elsewhere: the other writer may be this very request, sent twice.
 * DynamoDB knows a transaction again that the client sends twice because its answer was lost. A write by itself then meets
 * what it has written: it is rejected with that as stored, and what it adds up would be counted twice.
 */
export async function transact(items: readonly TransactItem[], pause: Pause = backOff): Promise<readonly Rejection[]> {
  if (items.length > maxTransactItems) throw new RangeError(`${items.length} items do not fit into one transaction.`);
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    if (attempt > 0) await pause(attempt - 1);
    const reasons = await reasonsOf(items);
    if (reasons === undefined) return [];
    const codes = reasons.map(({ code }) => code).filter((code) => code !== "None");
    const conflicts = conflictsOf(items, reasons);
    if (conflicts.length > 0) return conflicts;
    if (codes.some((code) => passing.has(code))) continue;
    if (codes.length === 0 || codes.some((code) => code !== "ConditionalCheckFailed")) {
      throw new Error(`The transaction was canceled: ${codes.join(", ") || "no reason given"}.`);
    }
    return items.flatMap((item, index) => {
      const reason = reasons[index];
      return reason?.code === "ConditionalCheckFailed" ? [{ item, stored: reason.item ?? undefined }] : [];
    });
  }
  throw Busy();
}

/** The refusal of the first rejection, naming the fields of all rejections with the same code. */
export function refusalOf(rejections: readonly Rejection[]): Refusal {
  const refusals = rejections.map(({ item, stored, conflict }) => (conflict ? Busy() : item.refuse(stored)));
  const [first] = refusals;
  if (first === undefined) throw new RangeError("Nothing was rejected.");
  const same = refusals.filter(({ declaration }) => declaration.code === first.declaration.code);
  const errors = same.flatMap(({ details }) => details.errors ?? []);
  if (errors.length > 0) Object.assign(first, { details: { ...first.details, errors } });
  return first;
}

/**
 * Writes all items, or throws what their failed conditions mean.
 *
 * @throws the first rejected item's refusal
 */
export async function commit(items: readonly TransactItem[]): Promise<void> {
  const rejections = await transact(items);
  if (rejections.length > 0) throw refusalOf(rejections);
}

/**
 * The transact item that stores something at its next version: created at version 1, else its attributes set on what is
 * there, of which those that it lacks stay. The fact written beside it holds the lock.
 *
 * @param key the names of the attributes that its key is made of
 */
export function writeVersion<E extends AnyEntity>(
  entity: E,
  key: readonly string[],
  item: CreateEntityItem<E> & { readonly version: number },
): TransactItem {
  const entries = Object.entries(omitUndefined(item));
  const keyed = Object.fromEntries(entries.filter(([name]) => key.includes(name)));
  const rest = Object.fromEntries(entries.filter(([name]) => !key.includes(name)));
  return transactItem<AnyEntity>(entity, (writes) =>
    item.version === 1 ? writes.create({ ...keyed, ...rest }) : writes.patch(keyed).set(rest),
  );
}
