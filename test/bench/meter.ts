import type { Table } from "@millrace/table/table";
import { intercept } from "../support/intercept.ts";

/** What a task asked of DynamoDB. */
export type Use = {
  readonly requests: number;
  /** Read capacity units, as DynamoDB itself counts them. */
  readonly units: number;
};

type Consumed = { readonly CapacityUnits?: number };

/** The units of one answer: a batch tells them for each table. */
export function unitsIn(consumed: unknown): number {
  return [consumed]
    .flat()
    .reduce((total: number, each) => total + ((each as Consumed | undefined)?.CapacityUnits ?? 0), 0);
}

type Batch = { readonly Keys?: readonly unknown[]; readonly ConsistentRead?: boolean };

function countOf(tables: unknown, of: (table: never) => number): number {
  return Object.values((tables ?? {}) as Readonly<Record<string, never>>).reduce(
    (total, table) => total + of(table),
    0,
  );
}

/**
 * What DynamoDB charges for keys of a batch under which nothing is stored: as for the smallest item (Developer Guide,
 * "Read and write capacity"). DynamoDB Local counts them as nothing.
 */
function unitsOfMissing(input: object, answer: object): number {
  const { RequestItems } = input as { readonly RequestItems?: unknown };
  const { Responses } = answer as { readonly Responses?: unknown };
  const asked = countOf(RequestItems, ({ Keys = [] }: Batch) => Keys.length);
  const found = countOf(Responses, (items: readonly unknown[]) => items.length);
  const [{ ConsistentRead = false } = {}] = Object.values((RequestItems ?? {}) as Readonly<Record<string, Batch>>);
  return (asked - found) * (ConsistentRead ? 1 : 0.5);
}

/** Measures what tasks ask of a table through its client, one after the other. */
export function createMeter(table: Table) {
  let use: Use = { requests: 0, units: 0 };
  intercept(table, async ({ command, input, forward }) => {
    const answer = await forward({ ...input, ReturnConsumedCapacity: "TOTAL" });
    const missing = command === "BatchGetItemCommand" ? unitsOfMissing(input, answer) : 0;
    use = { requests: use.requests + 1, units: use.units + unitsIn(answer["ConsumedCapacity"]) + missing };
    return answer;
  });
  return async (task: () => Promise<unknown>): Promise<Use> => {
    use = { requests: 0, units: 0 };
    await task();
    return use;
  };
}
