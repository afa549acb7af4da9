import { createRandom } from "../../infra/local/random.ts";
import { type Intercept, jsonAnswer } from "../support/sdk-calls.ts";

type Key = Readonly<Record<string, { readonly S?: string }>>;
type Action = { readonly Key?: Key; readonly Item?: Key };
type Transaction = { readonly TransactItems: readonly Readonly<Record<string, Action>>[] };

/** The items that a transaction touches, one name for each of its actions. */
export function keysOf(body: string): readonly string[] {
  return (JSON.parse(body) as Transaction).TransactItems.flatMap((actions) => Object.values(actions)).map(
    ({ Key, Item = {} }) => {
      const { pk, sk } = Key ?? Item;
      return `${pk?.S} ${sk?.S}`;
    },
  );
}

/**
 * DynamoDB's answer to a transaction that met another one at these of its actions (API reference, TransactWriteItems,
 * "Errors").
 */
function conflictAt(actions: readonly boolean[]) {
  const reasons = actions.map((met) =>
    met ? { Code: "TransactionConflict", Message: "Transaction is ongoing for the item" } : { Code: "None" },
  );
  const codes = reasons.map(({ Code }) => Code).join(", ");
  return jsonAnswer(
    {
      __type: "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
      message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
      CancellationReasons: reasons,
    },
    400,
  );
}

/** Another writer at every item of a transaction, as often as the probability says. */
export function conflictsAtRandom(probability: number, seed: number): Intercept {
  const random = createRandom(seed);
  return async ({ operation, body }) =>
    operation === "TransactWriteItems" && random() < probability ? conflictAt(keysOf(body).map(() => true)) : undefined;
}

/**
 * Conflicts as DynamoDB has them and DynamoDB Local has not: a transaction that touches an item which another one in
 * flight touches is canceled, and neither waits for the other. Each is in flight for `milliseconds` from its arrival on,
 * however long DynamoDB Local then takes: what this machine is slow at must not count as conflicts.
 *
 * @param after does something after so many milliseconds
 */
export function conflictsInFlight(
  milliseconds: number,
  after: (milliseconds: number, end: () => void) => unknown = (time, end) => setTimeout(end, time),
): Intercept {
  const inFlight = new Set<string>();
  return async ({ operation, body }) => {
    if (operation !== "TransactWriteItems") return undefined;
    const keys = keysOf(body);
    const met = keys.map((key) => inFlight.has(key));
    if (met.includes(true)) return conflictAt(met);
    for (const key of keys) inFlight.add(key);
    after(milliseconds, () => {
      for (const key of keys) inFlight.delete(key);
    });
    return undefined;
  };
}
